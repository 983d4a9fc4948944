/// Tests of presence.
@NullMarked
package io.restante.streams.presence;

import org.jspecify.annotations.NullMarked;
