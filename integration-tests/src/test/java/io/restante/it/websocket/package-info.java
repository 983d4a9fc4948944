/// Tests of the minimal WebSocket client.
@NullMarked
package io.restante.it.websocket;

import org.jspecify.annotations.NullMarked;
