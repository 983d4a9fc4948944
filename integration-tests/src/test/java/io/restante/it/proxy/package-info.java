/// The fault proxy, on real loopback sockets and in a time that stands still.
@NullMarked
package io.restante.it.proxy;

import org.jspecify.annotations.NullMarked;
