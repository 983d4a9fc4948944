package io.restante.streams.runtime;

import java.nio.file.Path;
import java.time.Duration;

/// How the topologies are to run.
///
/// @param kafka `RESTANTE_KAFKA`, the brokers to begin with; must be set
/// @param stateDirectory `RESTANTE_STATE_DIRECTORY`, where the stores are; must be set
/// @param times how long things take
/// @param copies how safe the stores are
/// @param memory how much memory there is
/// @param threads `RESTANTE_THREADS`, how many threads share the partitions, default 1
public record StreamsOptions(
    String kafka, Path stateDirectory, Times times, Copies copies, Memory memory, int threads) {
  /// How long things take.
  ///
  /// @param parkMax `RESTANTE_FANOUT_PARK_MAX`, how long a message waits for the directory, default
  ///   30 s
  /// @param commit `RESTANTE_COMMIT_INTERVAL`, how much is done again after a crash, default 1 s
  /// @param forget `RESTANTE_FORGET_INTERVAL`, how often what is done with is deleted, default 2 s
  /// @param segment `RESTANTE_SEGMENT_TIME`, `segment.ms` of `messaging.group-envelopes`, default 5
  ///   min
  /// @param session `RESTANTE_SESSION_TIMEOUT`, after how long a process that was killed is missed,
  ///   default 10 s
  public record Times(
      Duration parkMax, Duration commit, Duration forget, Duration segment, Duration session) {}

  /// How safe the stores are.
  ///
  /// @param replicas `RESTANTE_REPLICAS`, copies of the changelogs' records, default 3
  /// @param insync `RESTANTE_INSYNC_REPLICAS`, copies there must be, default 2
  /// @param standbys `RESTANTE_STANDBYS`, stores that other processes keep ready, default 1
  public record Copies(int replicas, int insync, int standbys) {}

  /// How much memory there is.
  ///
  /// @param storesMb `RESTANTE_STORE_MEMORY_MB`, for the stores, MiB, default 64
  /// @param groupsMb `RESTANTE_GROUP_CACHE_MB`, for decoded groups, MiB, default 64
  public record Memory(int storesMb, int groupsMb) {
    /// Returns the bytes of decoded groups.
    public long groupBytes() {
      return (long) groupsMb << 20;
    }
  }
}
