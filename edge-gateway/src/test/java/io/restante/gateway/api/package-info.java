/// Tests of the calls of the API.
@NullMarked
package io.restante.gateway.api;

import org.jspecify.annotations.NullMarked;
