/// Makes a buffer that nobody released fail the tests.
@NullMarked
package io.restante.gateway.leak;

import org.jspecify.annotations.NullMarked;
