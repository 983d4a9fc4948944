/// A real PostgreSQL for tests: one server for the whole run, a database for each test class.
@NullMarked
package io.restante.gateway.postgres;

import org.jspecify.annotations.NullMarked;
