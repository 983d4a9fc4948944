/// Tests of the program.
@NullMarked
package io.restante.streams;

import org.jspecify.annotations.NullMarked;
