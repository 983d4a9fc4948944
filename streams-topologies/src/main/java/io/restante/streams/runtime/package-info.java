/// What every topology runs on: how Kafka Streams is set up, its memory, and its life.
@NullMarked
package io.restante.streams.runtime;

import org.jspecify.annotations.NullMarked;
