/// What operators see of a connector: four HTTP endpoints, and the catalogue of meters.
@NullMarked
package io.restante.connectors.ops;

import org.jspecify.annotations.NullMarked;
