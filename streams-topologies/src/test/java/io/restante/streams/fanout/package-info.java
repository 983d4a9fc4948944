/// Tests of the fan-out as a topology.
@NullMarked
package io.restante.streams.fanout;

import org.jspecify.annotations.NullMarked;
