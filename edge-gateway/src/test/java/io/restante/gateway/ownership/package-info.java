/// Tests of the ownership of partitions across nodes.
@NullMarked
package io.restante.gateway.ownership;

import org.jspecify.annotations.NullMarked;
