/// Sources that the checks refuse, and others that they let pass.
@NullMarked
package io.restante.gate;

import org.jspecify.annotations.NullMarked;
