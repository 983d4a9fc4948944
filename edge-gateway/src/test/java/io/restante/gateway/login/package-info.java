/// Tests of the tickets.
@NullMarked
package io.restante.gateway.login;

import org.jspecify.annotations.NullMarked;
