package io.restante.gateway.mailbox;

/// What stands in a slot that supersedes itself, as far as the log has been read. Immutable.
///
/// @param version where the record was first appended: a repetition has the version of what it
///   repeats, and of two records the one with the higher version is newer, wherever they stand
/// @param offset where it stands now
/// @param isOverlaid whether the tombstone or a repetition of an older record came after it, so
///   that compaction would keep the wrong one: it has to be appended again
public record Standing(long version, long offset, boolean isOverlaid) {
  Standing overlaid() {
    return new Standing(version, offset, true);
  }
}
