/// The rules of one connection: what a device may say when, and what follows from it.
///
/// [Session] takes events and returns [Action]s for its shell to perform, in order. It touches no
/// socket, no broker, no clock and no thread. [SessionState] tells where a connection stands,
/// [CloseReason] lists every way the node ends one.
@NullMarked
package io.restante.gateway.session;

import org.jspecify.annotations.NullMarked;
