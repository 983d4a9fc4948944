/// Presence: makes of devices that come and leave what watchers are told. The processor and the
/// service are a thin shell around [io.restante.streams.presence.rules].
@NullMarked
package io.restante.streams.presence;

import org.jspecify.annotations.NullMarked;
