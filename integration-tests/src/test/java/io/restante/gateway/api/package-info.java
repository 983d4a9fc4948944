/// What of the gateway's keys can only be tested with libsignal.
@NullMarked
package io.restante.gateway.api;

import org.jspecify.annotations.NullMarked;
