/// Long polling on real nodes, through a network that breaks WebSockets.
@NullMarked
package io.restante.it.polling;

import org.jspecify.annotations.NullMarked;
