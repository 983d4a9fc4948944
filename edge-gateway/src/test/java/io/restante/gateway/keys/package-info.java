/// What every key store must do, and the one that keeps its keys in memory.
@NullMarked
package io.restante.gateway.keys;

import org.jspecify.annotations.NullMarked;
