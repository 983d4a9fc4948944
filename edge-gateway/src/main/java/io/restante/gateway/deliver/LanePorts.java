package io.restante.gateway.deliver;

import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.send.Housekeeper;
import java.time.InstantSource;

/// What lanes need of the rest of the node.
///
/// @param indexes where mailbox indexes are kept
/// @param housekeeper appends what the lanes have to say
/// @param watch hears of every message
/// @param clock the node's clock
public record LanePorts(
    IndexDirectory indexes, Housekeeper housekeeper, MessageWatch watch, InstantSource clock) {}
