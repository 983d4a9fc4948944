/// Tests of the swarm's frames and its watch over the numbers.
@NullMarked
package io.restante.it.swarm;

import org.jspecify.annotations.NullMarked;
