/// Tests of what a node says of devices that come and leave.
@NullMarked
package io.restante.gateway.presence;

import org.jspecify.annotations.NullMarked;
