package io.restante.gateway.deliver;

import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.ownership.Homes;
import io.restante.gateway.send.Housekeeper;
import io.restante.gateway.snapshot.Snapshots;
import java.time.InstantSource;

/// What lanes need of the rest of the node.
///
/// @param indexes where mailbox indexes are kept
/// @param snapshots where copies of them are published, and fetched when a partition comes here
/// @param housekeeper appends what the lanes have to say
/// @param watch hears of every message
/// @param devices tells who is to receive what names users
/// @param homes tells where partitions of other nodes are, and is told of this node's
/// @param departures sees those off whose partition has gone to another node
/// @param clock the node's clock
public record LanePorts(
    IndexDirectory indexes,
    Snapshots snapshots,
    Housekeeper housekeeper,
    MessageWatch watch,
    DeviceTable devices,
    Homes homes,
    Departures departures,
    InstantSource clock) {}
