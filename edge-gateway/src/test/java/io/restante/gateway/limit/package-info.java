/// Tests of the limits, against a real PostgreSQL.
@NullMarked
package io.restante.gateway.limit;

import org.jspecify.annotations.NullMarked;
