package io.restante.streams.fanout.rules;

import io.restante.streams.table.Table;

/// The tables of a task.
///
/// @param groups one entry for each group: who is in it, see [GroupCodec]
/// @param pending rows of members whose marker has not come, see [PendingRow]
/// @param parked messages that wait for the directory, see [Parked]
/// @param refused what sending devices have to repeat first, see [Holds]
public record Tables(Table groups, Table pending, Table parked, Table refused) {}
