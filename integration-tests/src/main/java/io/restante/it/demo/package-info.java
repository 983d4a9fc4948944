/// The tour: `./restante demo`, two devices against a running estate.
@NullMarked
package io.restante.it.demo;

import org.jspecify.annotations.NullMarked;
