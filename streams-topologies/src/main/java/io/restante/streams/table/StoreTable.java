package io.restante.streams.table;

import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// A store of Kafka Streams as a table.
///
/// @param store holds it
public record StoreTable(KeyValueStore<Bytes, byte[]> store) implements Table {
  @Override
  public byte @Nullable [] get(byte[] key) {
    return store.get(Bytes.wrap(key));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    store.put(Bytes.wrap(key), value);
  }

  @Override
  public void delete(byte[] key) {
    store.delete(Bytes.wrap(key));
  }

  @Override
  public void page(byte[] from, int most, Visitor visitor) {
    try (KeyValueIterator<Bytes, byte[]> found = store.range(Bytes.wrap(from), null)) {
      for (int i = 0; i < most && found.hasNext(); i++) {
        KeyValue<Bytes, byte[]> entry = found.next();
        visitor.visit(entry.key.get(), entry.value);
      }
    }
  }

  @Override
  public void scan(byte[] prefix, Visitor visitor) {
    try (KeyValueIterator<Bytes, byte[]> found =
        prefix.length == 0 ? store.all() : store.prefixScan(prefix, new ByteArraySerializer())) {
      found.forEachRemaining(entry -> visitor.visit(entry.key.get(), entry.value));
    }
  }
}
