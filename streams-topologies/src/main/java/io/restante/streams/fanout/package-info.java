/// The fan-out as a topology of Kafka Streams: reads `directory.group-members` and
/// `messaging.group-envelopes`, writes `messaging.envelopes`. What goes to whom is decided in
/// `rules`; here are the log, the stores, and what keeps the log short.
@NullMarked
package io.restante.streams.fanout;

import org.jspecify.annotations.NullMarked;
