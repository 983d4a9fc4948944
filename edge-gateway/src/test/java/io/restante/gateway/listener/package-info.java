/// Tests of the sockets, with the fakes that stand for the rest of the node.
@NullMarked
package io.restante.gateway.listener;

import org.jspecify.annotations.NullMarked;
