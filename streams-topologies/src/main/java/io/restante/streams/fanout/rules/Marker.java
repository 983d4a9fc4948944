package io.restante.streams.fanout.rules;

/// The marker of a group, as it came.
///
/// @param revision the group's revision, 1 or more; 0 when the marker was removed: the group is
///   gone
/// @param memberCount how many members the group has
/// @param offset where it stands
/// @param isNews whether it is younger than what this task knows: what was there before it is told
///   to nobody
record Marker(long revision, int memberCount, long offset, boolean isNews) {
  boolean isTombstone() {
    return revision == 0;
  }
}
