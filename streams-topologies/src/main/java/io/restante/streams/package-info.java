/// The program that runs the topologies: settings, `main`, and what puts the rooms together.
@NullMarked
package io.restante.streams;

import org.jspecify.annotations.NullMarked;
