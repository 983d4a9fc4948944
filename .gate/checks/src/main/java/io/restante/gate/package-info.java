/// Rules of the house that the compiler holds everyone to.
@NullMarked
package io.restante.gate;

import org.jspecify.annotations.NullMarked;
