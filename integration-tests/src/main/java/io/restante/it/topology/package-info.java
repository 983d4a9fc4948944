/// The fan-out by itself: a log with groups and messages in it, without gateway, directory and
/// devices, and processes of the topologies to be started and killed.
@NullMarked
package io.restante.it.topology;

import org.jspecify.annotations.NullMarked;
