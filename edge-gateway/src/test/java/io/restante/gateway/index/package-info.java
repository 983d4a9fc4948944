/// The index on real disks.
@NullMarked
package io.restante.gateway.index;

import org.jspecify.annotations.NullMarked;
