/// Tests of what happens to a SEND on its way into the log.
@NullMarked
package io.restante.gateway.send;

import org.jspecify.annotations.NullMarked;
