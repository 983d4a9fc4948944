/// What a node plays to itself before it joins a fleet, so that the first devices that come do not
/// wait for classes to be loaded and methods to be compiled.
@NullMarked
package io.restante.gateway.rehearsal;

import org.jspecify.annotations.NullMarked;
