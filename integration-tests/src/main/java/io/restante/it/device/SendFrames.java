package io.restante.it.device;

import io.restante.protocol.v1.Copy;
import io.restante.protocol.v1.Send;
import io.restante.protocol.v1.SendGroup;
import java.util.ArrayList;
import java.util.List;

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
