@NullMarked
package io.restante.it.topology;

import org.jspecify.annotations.NullMarked;
