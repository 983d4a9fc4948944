/// The estate that tests share, and people with devices on it.
@NullMarked
package io.restante.it.world;

import org.jspecify.annotations.NullMarked;
