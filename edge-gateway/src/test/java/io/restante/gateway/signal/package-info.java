/// Tests of the rules of one connection.
@NullMarked
package io.restante.gateway.signal;

import org.jspecify.annotations.NullMarked;
