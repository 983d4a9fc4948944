/// Tests of the certificate files.
@NullMarked
package io.restante.gateway.tls;

import org.jspecify.annotations.NullMarked;
