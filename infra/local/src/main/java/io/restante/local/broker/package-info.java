/// The local estate's Kafka brokers: each a process of its own, started by the estate.
///
/// ```
/// <data>/kafka/log/         the topics
/// <data>/kafka/metadata/    the controller's log
/// <data>/kafka.formatting/  only while a new directory is being made
/// <data>/kafka-2/ ...       the same for the second broker, and so on
/// ```
@NullMarked
package io.restante.local.broker;

import org.jspecify.annotations.NullMarked;
