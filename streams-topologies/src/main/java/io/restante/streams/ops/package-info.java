/// What operators see of a topology: four HTTP endpoints, and the catalogue of meters.
@NullMarked
package io.restante.streams.ops;

import org.jspecify.annotations.NullMarked;
