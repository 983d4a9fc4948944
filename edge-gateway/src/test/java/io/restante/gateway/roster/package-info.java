/// Tests of the roster, against a directory in memory.
@NullMarked
package io.restante.gateway.roster;

import org.jspecify.annotations.NullMarked;
