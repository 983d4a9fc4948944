/// Tests of the program.
@NullMarked
package io.restante.connectors;

import org.jspecify.annotations.NullMarked;
