/// What runs in Cassandra's process. Nothing else of the project is on its class path, and nothing
/// of Cassandra's (its Netty, its guava, its logging) on the project's.
@NullMarked
package io.restante.cassandra;

import org.jspecify.annotations.NullMarked;
