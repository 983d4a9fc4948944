package io.restante.gateway.deliver;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.mailbox.Disconnection;
import io.restante.gateway.mailbox.Refusal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Collects the mailbox of a device that is no more: stands in for its connection, acknowledges
/// everything, and leaves when nothing waits. Called by one lane.
final class Discarding implements DeviceConnection {
  private final DeviceAddress address;
  private final Mailboxes mailboxes;
  private final Runnable whenDone;

  /// Creates it; [Mailboxes#open] begins it.
  ///
  /// @param whenDone run when everything that waited is gone; not run when somebody else takes over
  Discarding(DeviceAddress address, Mailboxes mailboxes, Runnable whenDone) {
    this.address = address;
    this.mailboxes = mailboxes;
    this.whenDone = whenDone;
  }

  @Override
  public DeviceAddress address() {
    return address;
  }

  @Override
  public @Nullable Resume resume() {
    return null;
  }

  @Override
  public @Nullable String unreachable() {
    return null;
  }

  @Override
  public boolean isDevice() {
    return false;
  }

  @Override
  public void welcome(UUID log) {}

  @Override
  public void refuse(Refusal refusal) {
    mailboxes.close(this);
  }

  @Override
  public void deliver(long offset, ByteBuffer value) {
    mailboxes.acknowledge(this, offset);
  }

  @Override
  public void drained() {
    whenDone.run();
    mailboxes.close(this);
  }

  @Override
  public void moved(URI home) {
    mailboxes.close(this);
  }

  @Override
  public void disconnect(Disconnection cause) {
    mailboxes.close(this);
  }
}
