package io.restante.it.faults;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.it.checker.Event;
import io.restante.it.checker.GroupEvent;
import io.restante.it.checker.History;
import io.restante.it.checker.ReceiptEvent;
import io.restante.it.checker.ReceiptEvent.Member;
import io.restante.it.checker.ReceiptEvent.Step;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.GroupParcel;
import io.restante.it.device.Received;
import io.restante.messaging.ExpiryNotice;
import io.restante.messaging.GroupChanged;
import io.restante.messaging.GroupRefused;
import io.restante.messaging.MemberReceipts;
import io.restante.messaging.Receipt;
import io.restante.protocol.v1.RejectCode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/// Writes down what one device sees, and tells those who write to groups for it.
///
/// @param device the device
/// @param history takes it
/// @param groups who writes to which group for the device; filled before it connects
/// @param reader who reads on it
record Recorder(
    DeviceAddress device, History history, Map<GroupId, Correspondent> groups, Reader reader)
    implements DeviceListener {
  @Override
  public void connected() {
    history.add(at -> new Event.Connected(at, device));
  }

  @Override
  public void disconnected(int code, String reason) {
    history.add(at -> new Event.Disconnected(at, device, code + " " + reason));
  }

  @Override
  public void received(Received message) {
    long content = Content.digest(message.ciphertext());
    DeviceAddress sender = message.conversation().sender();
    history.add(at -> new Event.Shown(at, device, sender, message.id(), message.number(), content));
    reader.shown(message.conversation(), message.number());
  }

  @Override
  public void accepted(MessageId id) {
    history.add(at -> new Event.Accepted(at, device, id));
  }

  @Override
  public void rejected(MessageId id, RejectCode code, boolean isFinal) {
    history.add(at -> new Event.Refused(at, device, id, code.toString(), isFinal));
  }

  @Override
  public void groupReceived(Received message) {
    GroupId group = message.conversation().group();
    if (group == null) {
      throw new IllegalArgumentException("a message to a group without a group");
    }
    long content = Content.digest(message.ciphertext());
    DeviceAddress sender = message.conversation().sender();
    history.add(
        at ->
            new GroupEvent.Seen(
                at, device, sender, group, message.id(), message.number(), content));
    Correspondent writer = groups.get(group);
    if (writer != null && sender.equals(device)) {
      writer.returned(message.id(), message.number());
    }
    reader.shown(message.conversation(), message.number());
  }

  @Override
  public void groupAccepted(GroupId group, MessageId id) {
    Correspondent writer = groups.get(group);
    if (writer != null) {
      writer.accepted(id);
    }
  }

  @Override
  public void groupRejected(GroupParcel message, RejectCode code, boolean isFinal) {
    history.add(at -> new GroupEvent.Rejected(at, device, message.id(), code.toString(), isFinal));
  }

  @Override
  public void groupRefused(GroupRefused refusal) {
    Correspondent writer = groups.get(DirectoryKeys.groupId(refusal.getGroup()));
    if (writer != null) {
      writer.refused(refusal);
    }
  }

  @Override
  public void groupChanged(GroupChanged change) {
    GroupId group = DirectoryKeys.groupId(change.getGroup());
    long revision = change.getRevision();
    history.add(at -> new GroupEvent.Told(at, device, group, revision));
    Correspondent writer = groups.get(group);
    if (writer != null) {
      writer.learn();
    }
  }

  @Override
  public void receipt(Receipt receipt) {
    GroupId group = DirectoryKeys.groupId(receipt.getPeer());
    Conversation of =
        receipt.getIsGroup()
            ? Conversation.with(group, device)
            : Conversation.with(DirectoryKeys.userId(receipt.getPeer()), device);
    List<Step> steps =
        receipt.getSteps().stream()
            .map(step -> new Step(step.getNumber(), step.getDelivered(), step.getRead()))
            .toList();
    history.add(at -> new ReceiptEvent.Told(at, of, steps));
  }

  @Override
  public void memberReceipts(MemberReceipts receipts) {
    Conversation of = Conversation.with(DirectoryKeys.groupId(receipts.getGroup()), device);
    List<Member> members =
        receipts.getMembers().stream()
            .map(
                it ->
                    new Member(DirectoryKeys.userId(it.getUser()), it.getDelivered(), it.getRead()))
            .toList();
    history.add(at -> new ReceiptEvent.Named(at, of, members));
  }

  @Override
  public void acknowledging() {
    history.add(at -> new Event.Acknowledged(at, device));
  }

  @Override
  public void expired(ExpiryNotice notice) {
    ByteBuffer bytes = ByteBuffer.wrap(notice.getId().bytes());
    MessageId message = new MessageId(bytes.getLong(), bytes.getLong());
    history.add(at -> new Event.Expired(at, device, message));
  }
}
