/// Tests of the rules of one connection.
@NullMarked
package io.restante.gateway.session;

import org.jspecify.annotations.NullMarked;
