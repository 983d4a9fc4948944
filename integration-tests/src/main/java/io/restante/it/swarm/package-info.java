/// Thousands of light devices in one process, for load: one event loop, hand-written frames,
/// latency from the intended send time, and a watch over every conversation's numbers.
///
/// Reading order: [Swarm] holds the devices; [SwarmDevice] is one of them; [OpenLoop] decides when
/// a message is due, whatever the node does; `SwarmFrames` writes and reads the bytes, as the
/// schemas say (a test holds it against Avro); [Tally] is what came of it.
@NullMarked
package io.restante.it.swarm;

import org.jspecify.annotations.NullMarked;
