/// The directory as a log: what changes in PostgreSQL is written to `directory.*`.
///
/// ```
///  PostgreSQL ── snapshot ──▶ DirectorySnapshot ┐
///      │                                        ├─▶ ChangeMapper ─▶ LogWriter ─▶ directory.*
///      └─ write-ahead log ──▶ ChangeStream ─────┘     (pure)        connectors.positions
///                             (Debezium)
/// ```
///
/// [io.restante.connectors.directory.DirectoryConnector] is the front door: it waits until no other
/// instance is active, looks where the last one stopped, and goes on from there or begins again.
/// Everything that is written, is written in Kafka transactions together with the position that it
/// stands for, so after a crash the next instance begins where the log says (ADR 0016).
@NullMarked
package io.restante.connectors.directory;

import org.jspecify.annotations.NullMarked;
