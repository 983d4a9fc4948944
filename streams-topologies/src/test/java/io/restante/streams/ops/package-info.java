/// Tests of the room.
@NullMarked
package io.restante.streams.ops;

import org.jspecify.annotations.NullMarked;
