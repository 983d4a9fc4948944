/// The program that runs the directory's change data capture: settings, `main`, and what puts the
/// rooms together.
@NullMarked
package io.restante.connectors;

import org.jspecify.annotations.NullMarked;
