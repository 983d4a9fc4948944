/// Tests of what is kept of when users were last there.
@NullMarked
package io.restante.connectors.lastseen;

import org.jspecify.annotations.NullMarked;
