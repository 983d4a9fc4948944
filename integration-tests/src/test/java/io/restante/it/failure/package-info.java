/// What dies, and what must survive it.
@NullMarked
package io.restante.it.failure;

import org.jspecify.annotations.NullMarked;
