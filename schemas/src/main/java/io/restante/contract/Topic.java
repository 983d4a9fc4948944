package io.restante.contract;

import org.apache.kafka.common.serialization.Serde;

/// A topic with the types of its records.
///
/// @param name the topic's name, `<domain>.<entity>`
/// @param keys reads and writes record keys
/// @param values reads and writes record values; a tombstone is null
/// @param <K> the key
/// @param <V> the value
public record Topic<K, V>(String name, Serde<K> keys, Serde<V> values) {}
