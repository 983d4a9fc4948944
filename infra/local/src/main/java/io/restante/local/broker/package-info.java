/// The local estate's Kafka broker: a process of its own, started by the estate.
///
/// ```
/// <data>/kafka/log/         the topics
/// <data>/kafka/metadata/    the controller's log
/// <data>/kafka.formatting/  only while a new directory is being made
/// ```
@NullMarked
package io.restante.local.broker;

import org.jspecify.annotations.NullMarked;
