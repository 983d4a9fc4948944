/// What starts processes, without starting any.
@NullMarked
package io.restante.local.child;

import org.jspecify.annotations.NullMarked;
