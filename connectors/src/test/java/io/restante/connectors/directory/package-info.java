/// Tests of the room.
@NullMarked
package io.restante.connectors.directory;

import org.jspecify.annotations.NullMarked;
