package io.restante.streams.fanout.rules;

/// Time goes by.
///
/// @param nowMs milliseconds since 1970 UTC
/// @param committed what is known to be committed
/// @param isDirectoryAlive whether the directory's connector has lately shown that it writes
public record Tick(long nowMs, Committed committed, boolean isDirectoryAlive) {}
