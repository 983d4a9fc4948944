/// What outlives a process: a sorted table of bytes, which the rules of every topology read and
/// write, and a store of Kafka Streams that is one.
@NullMarked
package io.restante.streams.table;

import org.jspecify.annotations.NullMarked;
