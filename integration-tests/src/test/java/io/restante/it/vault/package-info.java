/// Tests of the encrypted store: what survives, and what is refused.
@NullMarked
package io.restante.it.vault;

import org.jspecify.annotations.NullMarked;
