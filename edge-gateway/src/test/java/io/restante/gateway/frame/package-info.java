/// Tests of the wire format.
@NullMarked
package io.restante.gateway.frame;

import org.jspecify.annotations.NullMarked;
