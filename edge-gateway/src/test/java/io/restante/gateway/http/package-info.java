/// Tests of the HTTP server.
@NullMarked
package io.restante.gateway.http;

import org.jspecify.annotations.NullMarked;
