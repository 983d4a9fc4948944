package io.restante.gateway.listener;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.deliver.Mailboxes;
import io.restante.gateway.frame.ClientFrame;
import io.restante.gateway.frame.ServerFrames;
import io.restante.gateway.login.TicketVerdict;
import io.restante.gateway.presence.Presences;
import io.restante.gateway.send.Appender;
import io.restante.gateway.send.Submission;
import io.restante.gateway.session.SessionLimits;
import io.restante.gateway.signal.Signals;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// What every device's connection shares: the doors to the rest of the node, and the settings. One
/// for each listener, thread-safe.
final class DeviceServices {
  private final ListenerSettings settings;
  private final GatewayPorts ports;
  private final DeliveryWindow window;
  private final ListenerMetrics metrics;

  DeviceServices(
      ListenerSettings settings,
      GatewayPorts ports,
      DeliveryWindow window,
      ListenerMetrics metrics) {
    this.settings = settings;
    this.ports = ports;
    this.window = window;
    this.metrics = metrics;
  }

  Mailboxes mailboxes() {
    return ports.mailboxes();
  }

  Appender appender() {
    return ports.appender();
  }

  Signals signals() {
    return ports.signals();
  }

  Presences presences() {
    return ports.presences();
  }

  ListenerMetrics metrics() {
    return metrics;
  }

  SessionLimits limits() {
    return settings.session();
  }

  int frameBytesMax() {
    return settings.socket().frameBytesMax();
  }

  TicketVerdict judge(ByteBuffer ticket) {
    TicketVerdict verdict = ports.tickets().verify(ticket, ports.clock().instant());
    boolean isRemoved =
        verdict instanceof TicketVerdict.Genuine genuine
            && ports.removed().isRemoved(genuine.address(), genuine.epoch());
    return isRemoved ? new TicketVerdict.Removed() : verdict;
  }

  ServerFrames.Welcome welcome(UUID log) {
    return new ServerFrames.Welcome(
        log,
        window.envelopes(),
        window.bytes(),
        limits().sendWindow(),
        (int) limits().idleTimeout().toMillis(),
        ports.clock().millis());
  }

  Submission submission(
      ClientFrame.Sending sending, DeviceAddress sender, Submission.Outcome outcome) {
    return switch (sending) {
      case ClientFrame.Send send -> toUser(send, sender, outcome);
      case ClientFrame.SendGroup send ->
          new Submission.ToGroup(
              send.id(),
              sender,
              send.group(),
              send.number(),
              ports.clock().millis(),
              send.revision(),
              send.settled(),
              send.ciphertext(),
              outcome);
    };
  }

  private Submission toUser(
      ClientFrame.Send send, DeviceAddress sender, Submission.Outcome outcome) {
    List<Submission.Copy> copies = new ArrayList<>(send.copies().size());
    for (ClientFrame.Copy copy : send.copies()) {
      copies.add(new Submission.Copy(copy.device(), copy.ciphertext()));
    }
    return new Submission.ToUser(
        send.id(),
        sender,
        send.recipient(),
        send.number(),
        ports.clock().millis(),
        send.deviceListRevision(),
        copies,
        outcome);
  }
}
