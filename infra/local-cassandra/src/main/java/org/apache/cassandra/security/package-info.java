/// What Cassandra's own class path is given ahead of its jar, so that it runs on JDK 25.
@NullMarked
package org.apache.cassandra.security;

import org.jspecify.annotations.NullMarked;
