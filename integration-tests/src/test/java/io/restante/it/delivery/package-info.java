/// The message path over the real parts: kept, drained in order, gone from disk, and undisturbed by
/// others.
@NullMarked
package io.restante.it.delivery;

import org.jspecify.annotations.NullMarked;
