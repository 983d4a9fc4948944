/// The directory: users, their phone numbers, devices, links, profiles, privacy, contacts and
/// groups, in PostgreSQL.
///
/// Front door: [Directory], whose ports are [Registrations], [Links], [Devices], [DeviceLists],
/// [Profiles], [Contacts], [Groups], [Accounts] and [Leftovers]. Every call of a port blocks: call
/// from virtual threads, never from an event loop; and is one transaction, except the end of an
/// account, which leaves its groups first, one by one. All ports are thread-safe, and throw
/// [DirectoryUnavailableException] when the store did not answer.
///
/// Groups are changed by [GroupRules], which know no SQL: [PostgresGroups] locks a group, asks them
/// what is to become of it, and writes what is different then.
///
/// A phone number is stored nowhere, only its [NumberTag] (docs/adr/0006). A device comes to be in
/// three steps, so that nothing is ever seen half: a proof (a code, or a confirmed link) *reserves*
/// a device id; the caller puts the device's keys into the key store under it; *completing* makes
/// the device visible, in one transaction with everything that follows from it. A device id that
/// was reserved and never completed, or removed, is a leftover until its keys are gone.
@NullMarked
package io.restante.gateway.directory;

import org.jspecify.annotations.NullMarked;
