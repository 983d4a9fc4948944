/// The delivery core's parts by themselves; the whole is tested by the simulation.
@NullMarked
package io.restante.gateway.mailbox;

import org.jspecify.annotations.NullMarked;
