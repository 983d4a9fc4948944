package io.restante.streams.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.AuditSample;
import io.restante.contract.AuditTrail;
import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.MessagePlace;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.streams.audit.rules.Ages;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditTopologyTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final long MS = START.toEpochMilli();
  private static final UserId ANN = new UserId(0x7000L, 1);
  private static final UserId BOB = new UserId(0x7000L, 2);
  private static final AuditTrail TRAIL = new AuditTrail(new byte[32], new AuditSample(1));

  private final AuditBoard board = new AuditBoard();
  private final TopologyTestDriver driver =
      new TopologyTestDriver(AuditTopology.build(1, board), properties(), START);
  private final TestInputTopic<byte[], byte[]> audit =
      driver.createInputTopic(
          Topics.AUDIT.name(),
          new ByteArraySerializer(),
          new ByteArraySerializer(),
          START,
          Duration.ZERO);

  private static Properties properties() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, AuditTopology.APPLICATION);
    return properties;
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private static MessagePlace place(long number) {
    return new MessagePlace(Conversation.with(BOB, new DeviceAddress(ANN, 1)), number);
  }

  private void write(ProducerRecord<byte[], byte[]> record) {
    audit.pipeInput(record.key(), record.value());
  }

  @Test
  void theTopologyIsTheOneThatWasReviewed() throws IOException {
    try (InputStream reviewed =
        AuditTopologyTest.class.getResourceAsStream("/topologies/audit.txt")) {
      String expected = reviewed == null ? "" : new String(reviewed.readAllBytes(), UTF_8);
      String built = AuditTopology.build(1, board).describe().toString();
      assertThat(built.strip()).isEqualTo(expected.strip());
    }
  }

  @Test
  void recordsBecomeServiceLevels() {
    write(TRAIL.accepted(place(1), BOB, MS));
    write(TRAIL.delivered(place(1), BOB, MS, MS + 4, true, MS + 20));
    write(TRAIL.read(place(1), BOB, MS + 900));
    write(TRAIL.accepted(place(2), BOB, MS));
    write(TRAIL.expired(place(2), BOB, MS + 5));
    write(TRAIL.accepted(place(3), BOB, MS - 120_000));
    driver.advanceWallClockTime(Duration.ofMillis(500));

    assertThat(board.counts().delivered.sum()).isEqualTo(1);
    assertThat(board.counts().onlineInTime.sum()).isEqualTo(1);
    assertThat(board.counts().read.sum()).isEqualTo(1);
    assertThat(board.counts().expired.sum()).isEqualTo(1);
    assertThat(board.levels().successPpm(MS)).isEqualTo(500_000);
    assertThat(board.ages()).isEqualTo(new Ages(0, 1, 0, 0, 0, 120_500));
  }

  @Test
  void whatCannotBeReadIsPassedOver() {
    audit.pipeInput(new byte[16], new byte[] {1, 2, 3});
    audit.pipeInput(new byte[3], TRAIL.accepted(place(1), BOB, MS).value());
    audit.pipeInput(new byte[16], (byte[]) null);
    write(TRAIL.accepted(place(1), BOB, MS));

    assertThat(board.counts().poison.sum()).isEqualTo(3);
    assertThat(board.counts().accepted.sum()).isEqualTo(1);
  }
}
