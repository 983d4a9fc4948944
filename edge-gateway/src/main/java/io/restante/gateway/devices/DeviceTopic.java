package io.restante.gateway.devices;

import io.restante.contract.ContractException;
import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.Topics;
import io.restante.directory.DeviceKey;
import io.restante.directory.DeviceListMarker;
import io.restante.directory.DeviceRow;
import io.restante.directory.ListedDevice;
import io.restante.gateway.index.DeviceStore.Change;
import io.restante.gateway.index.DeviceStore.Listed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `directory.devices` as this node reads it: committed records alone. One that can't be read is
/// passed over, counted and reported.
final class DeviceTopic {
  private static final Logger LOGGER = LoggerFactory.getLogger(DeviceTopic.class);

  private DeviceTopic() {}

  static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers, String node) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "client.id",
            node + "-devices",
            "isolation.level",
            "read_committed",
            "enable.auto.commit",
            false,
            "auto.offset.reset",
            "earliest",
            "request.timeout.ms",
            10_000,
            "enable.metrics.push",
            false);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  static TopicPartition partition(int partition) {
    return new TopicPartition(Topics.DEVICES.name(), partition);
  }

  static List<Change> read(List<ConsumerRecord<byte[], byte[]>> records, DeviceLogMetrics metrics) {
    List<Change> changes = new ArrayList<>(records.size());
    for (ConsumerRecord<byte[], byte[]> read : records) {
      try {
        changes.add(change(read));
      } catch (ContractException | IllegalArgumentException e) {
        metrics.poison.increment();
        LOGGER
            .atError()
            .addKeyValue("partition", read.partition())
            .addKeyValue("offset", read.offset())
            .log("device record passed over");
      }
    }
    metrics.rows.add(changes.size());
    return changes;
  }

  private static Change change(ConsumerRecord<byte[], byte[]> read) {
    DeviceKey key = Topics.DEVICES.keys().deserializer().deserialize(read.topic(), read.key());
    DeviceAddress device = new DeviceAddress(DirectoryKeys.userId(key.getUser()), key.getDevice());
    if (read.value() == null) {
      return new Change(device, null, read.timestamp());
    }
    DeviceRow row = Topics.DEVICES.values().deserializer().deserialize(read.topic(), read.value());
    return new Change(device, listed(device, row), read.timestamp());
  }

  private static Listed listed(DeviceAddress device, DeviceRow row) {
    ListedDevice listed = row.getDevice();
    if (listed != null) {
      return new Listed(
          device.device(),
          listed.getRegisteredAt().toEpochMilli(),
          listed.getEpoch(),
          listed.getRegistrationId());
    }
    DeviceListMarker marker = row.getList();
    long revision = marker == null ? 0 : marker.getDeviceListRevision();
    int tells = row.getReadReceipts() ? Listed.TELLS_WHAT_IS_READ : 0;
    return new Listed(DirectoryKeys.LIST, 0, revision, tells);
  }
}
