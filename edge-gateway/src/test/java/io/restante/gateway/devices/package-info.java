/// Device lists of one partition, without a log.
@NullMarked
package io.restante.gateway.devices;

import org.jspecify.annotations.NullMarked;
