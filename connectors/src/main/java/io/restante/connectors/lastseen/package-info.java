/// When users were last there, from `presence.status` into the CQL store, for services that show it
/// without reading the log.
///
/// Lazily: a user's row is written at most once a minute, whatever happens in between. A restart
/// writes again what may not have been written; since each write bears the time it is about as its
/// timestamp, an older one never replaces a newer, in whatever order they come.
/// - [LastSeenPlan]: what is to be written, when, and how far the topic is done with. Pure.
/// - [LastSeenStore]: the port to the store; [ScyllaLastSeen] keeps it in the table of
///   `cql/last-seen.cql`.
/// - [LastSeenConnector]: the thread that reads the topic and performs the plan.
@NullMarked
package io.restante.connectors.lastseen;

import org.jspecify.annotations.NullMarked;
