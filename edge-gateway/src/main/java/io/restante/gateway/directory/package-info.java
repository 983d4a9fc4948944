/// The directory: users, their phone numbers, devices, links, profiles, privacy and contacts, in
/// PostgreSQL.
///
/// Front door: [Directory], whose ports are [Registrations], [Links], [Devices], [DeviceLists],
/// [Profiles], [Contacts], [Accounts] and [Leftovers]. Every call of a port is one transaction and
/// blocks: call from virtual threads, never from an event loop. All ports are thread-safe, and
/// throw [DirectoryUnavailableException] when the store did not answer.
///
/// A phone number is stored nowhere, only its [NumberTag] (docs/adr/0006). A device comes to be in
/// three steps, so that nothing is ever seen half: a proof (a code, or a confirmed link) *reserves*
/// a device id; the caller puts the device's keys into the key store under it; *completing* makes
/// the device visible, in one transaction with everything that follows from it. A device id that
/// was reserved and never completed, or removed, is a leftover until its keys are gone.
@NullMarked
package io.restante.gateway.directory;

import org.jspecify.annotations.NullMarked;
