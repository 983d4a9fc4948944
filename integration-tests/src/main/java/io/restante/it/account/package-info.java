/// A whole device of a person: the account over HTTP, the Signal protocol, and the reference device
/// under it.
///
/// Reading order: [AccountService] and, for groups, [GroupService] are the HTTP API as a device
/// sees it, [AccountApi] and [GroupApi] speak it, [Problem] is how it refuses; [Enrolment] makes an
/// account or links to one; [Tickets] has one ready. [SignalDevice] puts it all together: its
/// `Mailroom` seals what is written and opens what comes, `Post` is where a message is on its way,
/// a [Transport] carries it, and `Errands` fetch what is missing.
@NullMarked
package io.restante.it.account;

import org.jspecify.annotations.NullMarked;
