package io.restante.it.faults;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.it.checker.Event;
import io.restante.it.checker.History;
import io.restante.it.device.DeviceListener;
import io.restante.it.device.Received;
import io.restante.messaging.ExpiryNotice;
import io.restante.protocol.v1.RejectCode;
import java.nio.ByteBuffer;

/// Writes down what one device sees.
///
/// @param device the device
/// @param history takes it
record Recorder(DeviceAddress device, History history) implements DeviceListener {
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
