package io.restante.contract;

import io.restante.audit.AuditEvent;
import io.restante.audit.AuditKey;
import io.restante.directory.ContactKey;
import io.restante.directory.ContactRow;
import io.restante.directory.DeviceKey;
import io.restante.directory.DeviceRow;
import io.restante.directory.GroupKey;
import io.restante.directory.GroupMemberKey;
import io.restante.directory.GroupMemberRow;
import io.restante.directory.GroupRow;
import io.restante.directory.UserKey;
import io.restante.directory.UserRow;
import io.restante.fleet.OwnedPartition;
import io.restante.fleet.Ownership;
import io.restante.messaging.Envelope;
import io.restante.messaging.GroupEnvelope;
import io.restante.messaging.GroupEnvelopeKey;
import io.restante.messaging.Signal;
import io.restante.messaging.SignalKey;
import io.restante.position.ConnectorKey;
import io.restante.position.ConnectorPosition;
import io.restante.presence.SessionEvent;
import io.restante.presence.SessionKey;
import io.restante.presence.Status;
import io.restante.presence.StatusKey;
import io.restante.presence.Watch;
import io.restante.presence.WatchKey;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;

/// Every topic there is, one constant for each folder under `topics/`.
public final class Topics {
  /// The offline queue: one record for each envelope on its way to a device.
  public static final Topic<Slot, Envelope> ENVELOPES =
      new Topic<>(
          "messaging.envelopes",
          Serdes.serdeFrom(
              (topic, slot) -> SlotCodec.encode(slot),
              (topic, key) -> SlotCodec.decode(ByteBuffer.wrap(key))),
          Serdes.serdeFrom(
              (topic, envelope) -> envelope == null ? null : EnvelopeCodec.encode(envelope),
              (topic, value) ->
                  value == null ? null : EnvelopeCodec.decode(ByteBuffer.wrap(value))));

  /// How far connectors have come: one record for each connector.
  public static final Topic<ConnectorKey, ConnectorPosition> POSITIONS =
      new RecordCodec<>(
              "connectors.positions", List.of(1, 3), ConnectorKey.class, ConnectorPosition.class)
          .asTopic();

  /// Who has whom as a contact: one record for each contact of each user.
  public static final Topic<ContactKey, ContactRow> CONTACTS =
      new RecordCodec<>("directory.contacts", List.of(1), ContactKey.class, ContactRow.class)
          .asTopic();

  /// Everybody's devices: one record for each device, and a marker for each device list.
  public static final Topic<DeviceKey, DeviceRow> DEVICES =
      new RecordCodec<>("directory.devices", List.of(2, 3), DeviceKey.class, DeviceRow.class)
          .asTopic();

  /// Who is in which group: one record for each member of each group, and a marker for each group.
  public static final Topic<GroupMemberKey, GroupMemberRow> GROUP_MEMBERS =
      new RecordCodec<>(
              "directory.group-members", List.of(2), GroupMemberKey.class, GroupMemberRow.class)
          .asTopic();

  /// What other services may know of groups: one record for each group.
  public static final Topic<GroupKey, GroupRow> GROUPS =
      new RecordCodec<>("directory.groups", List.of(3), GroupKey.class, GroupRow.class).asTopic();

  /// What other services may know of users: one record for each user.
  public static final Topic<UserKey, UserRow> USERS =
      new RecordCodec<>("directory.users", List.of(6), UserKey.class, UserRow.class).asTopic();

  /// Messages on their way to groups.
  public static final Topic<GroupEnvelopeKey, GroupEnvelope> GROUP_ENVELOPES =
      new RecordCodec<>(
              "messaging.group-envelopes",
              List.of(7, 8),
              GroupEnvelopeKey.class,
              GroupEnvelope.class)
          .asTopic();

  /// What is only true for a moment: one record for each user who is told.
  public static final Topic<SignalKey, Signal> SIGNALS =
      new RecordCodec<>("messaging.signals", List.of(1, 2), SignalKey.class, Signal.class)
          .asTopic();

  /// How far users have come with what they were sent: one record for each conversation and step.
  public static final Topic<Conversation, ReceiptEvent> RECEIPTS =
      new Topic<>(
          "messaging.receipts",
          Serdes.serdeFrom(
              (topic, conversation) -> ReceiptCodec.encodeKey(conversation),
              (topic, key) -> ReceiptCodec.decodeKey(ByteBuffer.wrap(key))),
          Serdes.serdeFrom(
              (topic, event) -> event == null ? null : ReceiptCodec.encode(event),
              (topic, value) ->
                  value == null ? null : ReceiptCodec.decode(ByteBuffer.wrap(value))));

  /// What becomes of messages: one record for each stage of each message that is looked at.
  public static final Topic<AuditKey, AuditEvent> AUDIT =
      new RecordCodec<>("messaging.delivery-audit", List.of(4), AuditKey.class, AuditEvent.class)
          .asTopic();

  /// Which devices come and leave: one record each time.
  public static final Topic<SessionKey, SessionEvent> SESSIONS =
      new RecordCodec<>("presence.sessions", List.of(5), SessionKey.class, SessionEvent.class)
          .asTopic();

  /// Who wants to know when somebody comes and leaves: one record each time that is said.
  public static final Topic<WatchKey, Watch> WATCHES =
      new RecordCodec<>("presence.watches", List.of(3), WatchKey.class, Watch.class).asTopic();

  /// Who is there: one record for each user.
  public static final Topic<StatusKey, Status> STATUS =
      new RecordCodec<>("presence.status", List.of(2), StatusKey.class, Status.class).asTopic();

  /// Who has which partition: one record for each partition of each gateway.
  public static final Topic<OwnedPartition, Ownership> OWNERSHIP =
      new Topic<>(
          "gateway.ownership",
          Serdes.serdeFrom(
              (topic, partition) -> OwnershipCodec.encodeKey(partition),
              (topic, key) -> OwnershipCodec.decodeKey(key)),
          Serdes.serdeFrom(
              (topic, claim) -> claim == null ? null : OwnershipCodec.encode(claim),
              (topic, value) -> value == null ? null : OwnershipCodec.decode(value)));

  private Topics() {}

  /// Returns all topics, in the order of their names.
  public static List<Topic<?, ?>> all() {
    return List.of(
        POSITIONS,
        CONTACTS,
        DEVICES,
        GROUP_MEMBERS,
        GROUPS,
        USERS,
        OWNERSHIP,
        AUDIT,
        ENVELOPES,
        GROUP_ENVELOPES,
        RECEIPTS,
        SIGNALS,
        SESSIONS,
        STATUS,
        WATCHES);
  }
}
