package io.restante.streams.fanout;

/// Where a ticker stands.
///
/// @param offset its offset
/// @param ms when the broker appended it, by the broker's clock, in milliseconds since 1970
record Ticked(long offset, long ms) {}
