/// Real processes on loopback addresses of their own; nothing here measures time.
@NullMarked
package io.restante.local;

import org.jspecify.annotations.NullMarked;
