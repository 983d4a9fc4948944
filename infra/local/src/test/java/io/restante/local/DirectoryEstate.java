package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.Topic;
import io.restante.contract.Topics;
import io.restante.gateway.directory.DirectorySettings;
import io.restante.gateway.directory.PostgresDirectory;
import io.restante.gateway.postgres.DirectoryWorld;
import io.restante.position.ConnectorPosition;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// A broker, PostgreSQL with the directory's tables, and the connector, each a process that can be
/// killed.
final class DirectoryEstate implements AutoCloseable {
  private static final List<Topic<?, ?>> TOPICS =
      List.of(Topics.CONTACTS, Topics.DEVICES, Topics.USERS, Topics.GROUP_MEMBERS, Topics.GROUPS);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long WAIT_LIMIT_NANOS = Duration.ofSeconds(60).toNanos();

  private static final int STANDBY_PORT = 8_581;

  private final Estate estate;
  private final EstateStores stores;
  private final EstateConnector connector;
  private final EstateConnector standby;
  private final DataDirectory data;
  private final Endpoints endpoints;

  DirectoryEstate(Path directory) {
    EstateOptions options =
        EstateOptions.in(directory)
            .withoutNode()
            .withPartitions(2)
            .withBrokerJvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    this.data = new DataDirectory(directory);
    this.stores = new EstateStores(options, EstateListener.QUIET);
    this.connector = new EstateConnector(options, EstateListener.QUIET);
    this.endpoints = options.endpoints();
    this.standby =
        new EstateConnector(
            options.listeningOn(endpoints.with(Endpoints.Part.CONNECTORS, STANDBY_PORT)),
            EstateListener.QUIET);
    this.estate = Estate.start(options);
    stores.generateFiles();
    stores.startDirectory();
    migrate();
  }

  private void migrate() {
    DirectorySettings settings =
        new DirectorySettings(
            stores.directoryUrl(), "restante", data.directoryPassword(), 1, Duration.ofSeconds(5));
    try (PostgresDirectory directory =
        new PostgresDirectory(
            settings,
            DirectoryWorld.newKeys(),
            (_, _, _) -> {},
            InstantSource.system(),
            new SecureRandom())) {
      directory.start();
    }
  }

  Estate estate() {
    return estate;
  }

  EstateStores stores() {
    return stores;
  }

  EstateConnector connector() {
    return connector;
  }

  /// Returns a second instance.
  EstateConnector standby() {
    return standby;
  }

  /// Connects to the directory, without auto-commit.
  Connection connect() throws SQLException {
    Connection connection = stores.connectToDirectory();
    connection.setAutoCommit(false);
    return connection;
  }

  /// Returns what an instance says of itself.
  String health(EstateConnector instance) throws IOException {
    int port = instance == standby ? STANDBY_PORT : endpoints.connectorsPort();
    String url = "http://" + endpoints.address() + ":" + port + "/health/ready";
    HttpURLConnection asked = (HttpURLConnection) URI.create(url).toURL().openConnection();
    InputStream body =
        asked.getResponseCode() == 200 ? asked.getInputStream() : asked.getErrorStream();
    try (body) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Copies PostgreSQL's files, or puts the copy back as a restore does: with a history of its own.
  /// PostgreSQL must be down.
  void copyDirectory(boolean back) throws IOException, InterruptedException {
    Path copy = data.postgres().resolveSibling("postgres.copy");
    Path from = back ? copy : data.postgres();
    Path to = back ? data.postgres() : copy;
    program("rm", "-rf", to.toString());
    program("cp", "-a", from.toString(), to.toString());
    if (back) {
      Files.createFile(to.resolve("recovery.signal"));
      Files.writeString(
          to.resolve("postgresql.auto.conf"),
          "restore_command = '/bin/false'\n",
          StandardOpenOption.APPEND);
    }
  }

  private static void program(String... line) throws IOException, InterruptedException {
    int status = new ProcessBuilder(line).inheritIO().start().waitFor();
    assertThat(status).as(line[0]).isZero();
  }

  /// Runs a statement and commits it.
  void run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      connection.commit();
    }
  }

  /// Returns when everything that is committed now is in the topics, as the connector's own
  /// position says.
  void awaitCaughtUp() throws SQLException {
    long end;
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint")) {
      row.next();
      end = row.getLong(1);
    }
    long began = System.nanoTime();
    long position = 0;
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer, Topics.POSITIONS.name());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (position < end) {
        if (System.nanoTime() - began > WAIT_LIMIT_NANOS) {
          throw new AssertionError("the connector is at " + position + ", not at " + end);
        }
        // Something has to follow a transaction for its end to be known.
        run("SELECT pg_logical_emit_message(true, 'restante.heartbeat', 'beat')");
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          ConnectorPosition value =
              Topics.POSITIONS.values().deserializer().deserialize("", record.value());
          position = value == null ? 0 : value.getLsn();
        }
      }
    }
  }

  /// Reads all topics of the directory, from the beginning to the end as it is now.
  List<DirectoryChecker.Entry> log() {
    List<DirectoryChecker.Entry> log = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      for (Topic<?, ?> topic : TOPICS) {
        for (TopicPartition partition : partitions(consumer, topic.name())) {
          read(consumer, topic, partition, log);
        }
      }
    }
    return log;
  }

  private static void read(
      KafkaConsumer<byte[], byte[]> consumer,
      Topic<?, ?> topic,
      TopicPartition partition,
      List<DirectoryChecker.Entry> log) {
    List<TopicPartition> one = List.of(partition);
    consumer.assign(one);
    consumer.seekToBeginning(one);
    long end = Objects.requireNonNull(consumer.endOffsets(one).get(partition));
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        log.add(
            new DirectoryChecker.Entry(
                topic.name(),
                Objects.requireNonNull(topic.keys().deserializer().deserialize("", record.key())),
                topic.values().deserializer().deserialize("", record.value())));
      }
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            estate.bootstrapServers(),
            "isolation.level",
            "read_committed",
            "enable.auto.commit",
            false),
        bytes,
        bytes);
  }

  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  @Override
  public void close() {
    standby.stopIfAlive();
    connector.stopIfAlive();
    stores.stop();
    estate.close();
  }
}
