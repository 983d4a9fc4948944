package io.restante.it.device;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.protocol.v1.Copy;
import io.restante.protocol.v1.Read;
import io.restante.protocol.v1.Send;
import io.restante.protocol.v1.SendGroup;
import io.restante.protocol.v1.Typing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages as the frames that carry them. Pure.
final class SendFrames {
  private SendFrames() {}

  /// Returns a SEND or a SEND_GROUP.
  static Object of(Outbound message) {
    return switch (message) {
      case Parcel parcel -> send(parcel);
      case GroupParcel parcel -> send(parcel);
    };
  }

  /// Returns a TYPING.
  static Typing typing(@Nullable GroupId group, List<UserId> recipients) {
    return new Typing(
        group == null ? null : Ids.id16(group), recipients.stream().map(Ids::id16).toList());
  }

  /// Returns a READ.
  static Read read(ConversationId conversation, long number) {
    DeviceAddress sender = conversation.sender();
    GroupId group = conversation.group();
    return new Read(
        Ids.id16(sender.user()), sender.device(), group == null ? null : Ids.id16(group), number);
  }

  private static SendGroup send(GroupParcel parcel) {
    return new SendGroup(
        Ids.id16(parcel.id()),
        Ids.id16(parcel.group()),
        parcel.number(),
        parcel.revision(),
        parcel.settled(),
        parcel.ciphertext().duplicate());
  }

  private static Send send(Parcel parcel) {
    List<Copy> copies = new ArrayList<>();
    parcel.copies().forEach((id, ciphertext) -> copies.add(new Copy(id, ciphertext.duplicate())));
    return new Send(
        Ids.id16(parcel.id()),
        Ids.id16(parcel.recipient()),
        parcel.number(),
        parcel.deviceListRevision(),
        copies);
  }
}
