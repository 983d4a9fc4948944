package io.restante.it.topology;

import io.restante.contract.GroupId;
import io.restante.it.topology.EnvelopeLog.Seen;
import java.util.List;
import java.util.Map;

/// What happened: who was in the groups, what was posted to them, and what came of it in
/// `messaging.envelopes`.
///
/// @param rosters every group
/// @param posted every message that is in the log, in any order
/// @param seen every record, those of a partition in their order
record Story(Map<GroupId, Roster> rosters, List<Posted> posted, List<Seen> seen) {
  /// Copies the lists.
  Story {
    rosters = Map.copyOf(rosters);
    posted = List.copyOf(posted);
    seen = List.copyOf(seen);
  }
}
