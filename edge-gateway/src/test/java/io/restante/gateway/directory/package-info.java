/// Tests of the directory, against a real PostgreSQL.
@NullMarked
package io.restante.gateway.directory;

import org.jspecify.annotations.NullMarked;
