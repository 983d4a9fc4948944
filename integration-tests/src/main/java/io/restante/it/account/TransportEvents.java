package io.restante.it.account;

import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.account.GroupLine.Refusal;
import io.restante.it.account.GroupLine.Refused;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.GroupParcel;
import io.restante.it.device.Parcel;
import io.restante.it.device.Received;
import io.restante.messaging.DevicesChanged;
import io.restante.messaging.ExpiryNotice;
import io.restante.messaging.GroupChanged;
import io.restante.messaging.GroupRefused;
import io.restante.messaging.KeysLow;
import io.restante.messaging.MemberReceipts;
import io.restante.messaging.Presence;
import io.restante.messaging.Receipt;
import io.restante.messaging.Typing;
import io.restante.protocol.v1.RejectCode;
import io.restante.shared.Id16;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the transport says, as turns of a [SignalDevice]. Runs on the transport's thread.
///
/// What is received is gathered and committed once before it is acknowledged.
final class TransportEvents implements DeviceListener {
  private static final int TICKET_REFUSED_FIRST = 4410;
  private static final int TICKET_REFUSED_LAST = 4419;
  private static final int SUPERSEDED = 4423;

  private final SignalDevice device;

  TransportEvents(SignalDevice device) {
    this.device = device;
  }

  @Override
  public void connected() {
    turn(() -> device.listener().connected(true));
    device.ask(device.ownUser());
  }

  @Override
  public void disconnected(int code, String reason) {
    turn(() -> device.listener().connected(false));
    if (code >= TICKET_REFUSED_FIRST && code <= TICKET_REFUSED_LAST) {
      device.onTicketRefused();
    } else if (code == SUPERSEDED) {
      turn(() -> device.listener().superseded());
    }
  }

  @Override
  public void received(Received message) {
    device.withoutCommit(() -> device.mail().received(message));
  }

  @Override
  public void acknowledging() {
    turn(() -> {});
  }

  @Override
  public void drained() {
    turn(() -> device.mail().groups().drained());
    device.groups().sync();
  }

  @Override
  public void groupReceived(Received message) {
    GroupId group = message.conversation().group();
    if (group != null) {
      device.withoutCommit(() -> device.mail().groupReading().received(group, message));
    }
  }

  @Override
  public void groupAccepted(GroupId group, MessageId id) {
    turn(() -> device.mail().groups().accepted(group, id));
  }

  @Override
  public void groupRejected(GroupParcel message, RejectCode code, boolean isFinal) {
    if (isFinal) {
      turn(() -> device.mail().groups().rejected(message));
    }
  }

  @Override
  public void groupRefused(GroupRefused refusal) {
    Refusal why =
        switch (refusal.getReason()) {
          case NOT_A_MEMBER -> Refusal.NOT_A_MEMBER;
          case UNKNOWN_GROUP -> Refusal.UNKNOWN_GROUP;
          case DIRECTORY_BEHIND -> Refusal.DIRECTORY_BEHIND;
        };
    ByteBuffer id = ByteBuffer.wrap(refusal.getId().bytes());
    MessageId message = new MessageId(id.getLong(), id.getLong());
    Refused refused = new Refused(message, refusal.getNumber(), refusal.getRevision(), why);
    GroupId group = groupId(refusal.getGroup());
    turn(() -> device.mail().groups().refused(group, refused));
  }

  @Override
  public void groupChanged(GroupChanged change) {
    GroupId group = groupId(change.getGroup());
    turn(() -> device.mail().groups().changed(group, change.getRevision()));
  }

  @Override
  public void accepted(MessageId id) {
    device.turn(() -> pump(device.mail().accepted(id)));
  }

  @Override
  public void rejected(MessageId id, RejectCode code, boolean isFinal) {
    if (isFinal) {
      turn(() -> device.mail().refused(id));
    }
  }

  @Override
  public Map<Integer, ByteBuffer> renumbered(Parcel parcel, long newNumber) {
    Map<Integer, ByteBuffer> copies = new HashMap<>();
    turn(() -> copies.putAll(device.mail().renumbered(parcel, newNumber)));
    return copies;
  }

  @Override
  public void expired(ExpiryNotice notice) {
    ByteBuffer id = ByteBuffer.wrap(notice.getId().bytes());
    MessageId message = new MessageId(id.getLong(), id.getLong());
    turn(() -> device.listener().failed(message, SignalListener.Failure.EXPIRED));
  }

  @Override
  public void devicesChanged(DevicesChanged change) {
    UserId user = userId(change.getUser());
    List<UserId> news = new ArrayList<>();
    device.withoutCommit(
        () -> {
          if (device.mail().isNews(user, change.getRevision())) {
            news.add(user);
          }
        });
    news.forEach(device::ask);
  }

  @Override
  public void typing(Typing typing) {
    turn(() -> device.listener().typing(typing));
  }

  @Override
  public void presence(Presence presence) {
    turn(() -> device.listener().presence(presence));
  }

  @Override
  public void receipt(Receipt receipt) {
    device.withoutCommit(() -> device.listener().receipt(receipt));
  }

  @Override
  public void memberReceipts(MemberReceipts receipts) {
    device.withoutCommit(() -> device.listener().memberReceipts(receipts));
  }

  @Override
  public void keysLow(KeysLow left) {
    device.refill();
  }

  private List<Parcel> pump(Collection<UserId> users) {
    List<Parcel> parcels = new ArrayList<>();
    users.forEach(user -> parcels.addAll(device.pump(user)));
    return parcels;
  }

  private void turn(Runnable changes) {
    device.turn(
        () -> {
          changes.run();
          return List.of();
        });
  }

  private static GroupId groupId(Id16 id) {
    ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
    return new GroupId(bytes.getLong(), bytes.getLong());
  }

  private static UserId userId(Id16 id) {
    ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
    return new UserId(bytes.getLong(), bytes.getLong());
  }
}
