/// The checker, over histories that each break one promise.
@NullMarked
package io.restante.it.checker;

import org.jspecify.annotations.NullMarked;
