/// The tour keeps its promises.
@NullMarked
package io.restante.it.demo;

import org.jspecify.annotations.NullMarked;
