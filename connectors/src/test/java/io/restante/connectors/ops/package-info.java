/// Tests of the room.
@NullMarked
package io.restante.connectors.ops;

import org.jspecify.annotations.NullMarked;
