/// The broker's directory, without a broker.
@NullMarked
package io.restante.local.broker;

import org.jspecify.annotations.NullMarked;
