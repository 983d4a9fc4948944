/// Tables as tests have them.
@NullMarked
package io.restante.streams.table;

import org.jspecify.annotations.NullMarked;
