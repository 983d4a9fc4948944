/// From the socket to the log: what devices send is appended, and answered once every copy is in.
@NullMarked
package io.restante.gateway.send;

import org.jspecify.annotations.NullMarked;
