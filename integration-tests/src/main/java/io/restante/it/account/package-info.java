/// A whole device of a person: the account over HTTP, the Signal protocol, and the reference device
/// under it.
///
/// Reading order: [AccountService] and, for groups, [GroupService] are the HTTP API as a device
/// sees it, [AccountApi] and [GroupApi] speak it, [Problem] is how it refuses; [Enrolment] makes an
/// account or links to one; [Tickets] has one ready. [SignalDevice] puts it all together: its
/// `Mailroom` seals what is written and opens what comes, `Post` is where a message is on its way,
/// a [Transport] carries it, and `Errands` fetch what is missing.
///
/// Groups: [GroupDesk] is what a person does with them, [KnownGroup] what a device knows of one;
/// `GroupKeys` sees to it that all members and nobody else have the sender key, `GroupMail` seals
/// and keeps what it sealed until it comes back, `GroupReading` opens; `GroupPost` and `OwnKey` are
/// what of it is in the vault.
@NullMarked
package io.restante.it.account;

import org.jspecify.annotations.NullMarked;
