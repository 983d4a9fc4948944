package io.restante.streams.fanout.rules;

/// What is committed of the task's partitions: all before these offsets.
///
/// @param members of `directory.group-members`
/// @param messages of `messaging.group-envelopes`
public record Committed(long members, long messages) {
  /// Nothing.
  public static final Committed NOTHING = new Committed(0, 0);

  long of(Source source) {
    return switch (source) {
      case MEMBERS -> members;
      case MESSAGES -> messages;
    };
  }
}
