/// A minimal client of long polling, for networks that break WebSockets. Written apart from the
/// gateway's side, so that two implementations check each other.
@NullMarked
package io.restante.it.polling;

import org.jspecify.annotations.NullMarked;
