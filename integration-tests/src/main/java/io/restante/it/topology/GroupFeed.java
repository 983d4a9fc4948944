package io.restante.it.topology;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.GroupPartitioner;
import io.restante.contract.MessageId;
import io.restante.contract.RecipientPartitioner;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.DeviceKey;
import io.restante.directory.DeviceListMarker;
import io.restante.directory.DeviceRow;
import io.restante.directory.GroupAddsAudience;
import io.restante.directory.GroupMarker;
import io.restante.directory.GroupMemberKey;
import io.restante.directory.GroupMemberRow;
import io.restante.directory.LastSeenAudience;
import io.restante.directory.ListedDevice;
import io.restante.directory.Member;
import io.restante.directory.MemberRole;
import io.restante.directory.UserKey;
import io.restante.directory.UserRow;
import io.restante.messaging.GroupEnvelope;
import io.restante.shared.Id16;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Writes what the fan-out reads, as the directory's connector and the gateway would. Thread-safe.
public final class GroupFeed implements AutoCloseable {
  private static final byte @Nullable [] NO_VALUE = null;
  private static final int REGISTRATION = 5;

  private final KafkaProducer<byte[], byte[]> producer;
  private final int partitions;
  private final int userPartitions;

  /// Connects to brokers.
  public GroupFeed(String bootstrapServers) {
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.partitions = producer.partitionsFor(Topics.GROUP_ENVELOPES.name()).size();
    this.userPartitions = producer.partitionsFor(Topics.DEVICES.name()).size();
  }

  /// A message that is yet to be posted; of it, [Posted] tells the place too.
  public record Letter(
      MessageId id, GroupId group, DeviceAddress device, long number, long revision) {}

  /// A revision of a group as the connector writes it.
  ///
  /// @param number which one
  /// @param members how many there are
  /// @param rows what is new
  public record Revision(GroupId group, long number, int members, List<Roster.Row> rows) {
    /// Copies the list.
    public Revision {
      rows = List.copyOf(rows);
    }

    /// Returns the newest revision of a group.
    public static Revision of(Roster roster, List<Roster.Row> rows) {
      return new Revision(roster.group(), roster.revision(), roster.size(), rows);
    }
  }

  /// Writes the only device list that users ever have, so old that nothing was encrypted before.
  ///
  /// @return completes when all is in the log
  public CompletableFuture<?> enlist(List<DeviceAddress> devices) {
    return enlist(devices, Set.of());
  }

  /// Writes users and the only device list that they ever have, so old that nothing was encrypted
  /// before.
  ///
  /// @param discreet those who keep to themselves what they read
  /// @return completes when all is in the log
  public CompletableFuture<?> enlist(List<DeviceAddress> devices, Set<UserId> discreet) {
    List<CompletableFuture<?>> done = new ArrayList<>();
    for (DeviceAddress device : devices) {
      ListedDevice listed = new ListedDevice(REGISTRATION, 1L, Instant.EPOCH, 1L);
      done.add(append(DirectoryKeys.device(device), new DeviceRow(listed, null, false)));
    }
    for (UserId user : devices.stream().map(DeviceAddress::user).distinct().toList()) {
      DeviceListMarker marker = new DeviceListMarker(1L, 1L);
      boolean isOpen = !discreet.contains(user);
      done.add(append(DirectoryKeys.list(user), new DeviceRow(null, marker, isOpen)));
      done.add(append(DirectoryKeys.user(user), row(isOpen)));
    }
    return CompletableFuture.allOf(done.toArray(CompletableFuture<?>[]::new));
  }

  private static UserRow row(boolean isOpen) {
    return new UserRow(
        1L, 1L, LastSeenAudience.NOBODY, isOpen, GroupAddsAudience.EVERYONE, Instant.EPOCH);
  }

  private CompletableFuture<Posted.Place> append(UserKey key, UserRow row) {
    return append(
        Topics.USERS.name(),
        RecipientPartitioner.partition(DirectoryKeys.userId(key.getUser()), userPartitions),
        Topics.USERS.keys().serializer().serialize("", key),
        Topics.USERS.values().serializer().serialize("", row));
  }

  private CompletableFuture<Posted.Place> append(DeviceKey key, DeviceRow row) {
    return append(
        Topics.DEVICES.name(),
        RecipientPartitioner.partition(DirectoryKeys.userId(key.getUser()), userPartitions),
        Topics.DEVICES.keys().serializer().serialize("", key),
        Topics.DEVICES.values().serializer().serialize("", row));
  }

  /// Writes the newest revision of a group.
  ///
  /// @return completes when all is in the log
  public CompletableFuture<?> write(Roster roster, List<Roster.Row> rows) {
    return write(Revision.of(roster, rows));
  }

  /// Writes a revision of a group: its rows, then its marker.
  ///
  /// @return completes when all is in the log
  public CompletableFuture<?> write(Revision revision) {
    GroupId group = revision.group();
    for (Roster.Row row : revision.rows()) {
      var _ = append(DirectoryKeys.member(group, row.user()), row(row, revision.number()));
    }
    GroupMarker marker = new GroupMarker(revision.number(), revision.members());
    return append(DirectoryKeys.marker(group), new GroupMemberRow(null, marker));
  }

  private static @Nullable GroupMemberRow row(Roster.Row row, long revision) {
    return row.since() == 0
        ? null
        : new GroupMemberRow(new Member(MemberRole.MEMBER, row.since(), revision), null);
  }

  private CompletableFuture<Posted.Place> append(GroupMemberKey key, @Nullable GroupMemberRow row) {
    byte[] value =
        row == null ? NO_VALUE : Topics.GROUP_MEMBERS.values().serializer().serialize("", row);
    return append(
        Topics.GROUP_MEMBERS.name(),
        partition(DirectoryKeys.groupId(key.getGroup())),
        Topics.GROUP_MEMBERS.keys().serializer().serialize("", key),
        value);
  }

  /// Posts a message.
  ///
  /// @return completes when it is in the log
  public CompletableFuture<Posted> post(Letter letter, ByteBuffer ciphertext) {
    UserId sender = letter.device().user();
    GroupEnvelope message =
        new GroupEnvelope(
            id16(letter.id()),
            DirectoryKeys.user(sender).getUser(),
            letter.device().device(),
            letter.number(),
            letter.revision(),
            Instant.EPOCH,
            ciphertext,
            0L);
    GroupId group = letter.group();
    return append(
            Topics.GROUP_ENVELOPES.name(),
            partition(group),
            Topics.GROUP_ENVELOPES.keys().serializer().serialize("", DirectoryKeys.messages(group)),
            Topics.GROUP_ENVELOPES.values().serializer().serialize("", message))
        .thenApply(
            place ->
                new Posted(
                    letter.id(),
                    group,
                    letter.device(),
                    letter.number(),
                    letter.revision(),
                    place));
  }

  private int partition(GroupId group) {
    return GroupPartitioner.partition(group, partitions);
  }

  private CompletableFuture<Posted.Place> append(
      String topic, int partition, byte[] key, byte @Nullable [] value) {
    CompletableFuture<Posted.Place> done = new CompletableFuture<>();
    var _ =
        producer.send(
            new ProducerRecord<>(topic, partition, key, value),
            (metadata, problem) -> {
              if (problem != null) {
                done.completeExceptionally(problem);
              } else {
                done.complete(new Posted.Place(partition, metadata.offset()));
              }
            });
    return done;
  }

  private static Id16 id16(MessageId id) {
    return new Id16(ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).array());
  }

  @Override
  public void close() {
    producer.close();
  }
}
