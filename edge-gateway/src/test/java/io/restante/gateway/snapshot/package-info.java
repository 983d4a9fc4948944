/// Snapshots against stores that lie, break, stand still and belong to others.
@NullMarked
package io.restante.gateway.snapshot;

import org.jspecify.annotations.NullMarked;
