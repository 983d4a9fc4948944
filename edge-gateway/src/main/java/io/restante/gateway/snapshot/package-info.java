/// Copies of mailbox indexes in an object store, so that a node which takes a partition over has to
/// read the log's tail only.
///
/// The owner of a partition publishes what its index was at some offset; whoever owns it next may
/// begin there. A snapshot is never needed: whatever is wrong with one, or with the store, the log
/// has everything.
///
/// ```
/// <prefix>/<gateway>/<log id>/<partition>/manifests/<epoch>-<next offset>
/// <prefix>/<gateway>/<log id>/<partition>/files/<epoch>/<SHA-256>
/// ```
///
/// Nothing is ever written over. A manifest is put last and says which files, with their sizes and
/// hashes, make an index that has taken in everything before an offset. It names files of its own
/// epoch only, and an owner touches nothing of later epochs, so that an owner which does not know
/// that it is none any more harms nobody (docs/adr/0013).
@NullMarked
package io.restante.gateway.snapshot;

import org.jspecify.annotations.NullMarked;
