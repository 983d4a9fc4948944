/// PostgreSQL as a child process: its binaries unpacked, its directory made, an orphan ended.
///
/// The server stands under a small shell that watches standard input, as every child does: when the
/// estate's JVM dies, the shell's other half sees the end of the pipe and tells the server to quit.
/// Should both shells be killed as well, the next start finds the server by its `postmaster.pid`
/// and ends it.
@NullMarked
package io.restante.local.postgres;

import org.jspecify.annotations.NullMarked;
