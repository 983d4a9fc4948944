/// What a message to a group becomes, and for whom. Pure: no Kafka, no clock, no threads.
///
/// A task has the groups of one partition. Members' rows wait for their group's marker; then they
/// are the group, at once. A message goes to who was a member at its revision and still is, waits
/// while the directory is behind it, or is refused.
///
/// **What a crash leaves.** Inputs since the last commit come again, and tables may have what those
/// had changed already, each key by itself. So nothing may depend on a table being as old as the
/// input: a marker that was taken is told again, what waits takes its own place again, an entry
/// that is done with is deleted only after what came of it was committed ([Retirement]), and a
/// message whose number is below the one that is due is let through once more ([Holds]).
@NullMarked
package io.restante.streams.fanout.rules;

import org.jspecify.annotations.NullMarked;
