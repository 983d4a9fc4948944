/// Processes started, watched and stopped: what runs beside the JVM that owns an estate.
@NullMarked
package io.restante.local.child;

import org.jspecify.annotations.NullMarked;
