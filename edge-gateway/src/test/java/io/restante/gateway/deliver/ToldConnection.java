package io.restante.gateway.deliver;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.gateway.mailbox.Disconnection;
import io.restante.gateway.mailbox.Refusal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A device's connection that writes down what it is told. Thread-safe if the queue is.
final class ToldConnection implements DeviceConnection {
  private final UserId user = new UuidV7(InstantSource.system(), new Random(1)).nextUserId();
  private final Queue<String> told;
  private final @Nullable URI unreachable;

  /// Creates the connection of a device.
  ///
  /// @param told takes what it is told
  /// @param unreachable the home that it could not connect to, or null
  ToldConnection(Queue<String> told, @Nullable URI unreachable) {
    this.told = told;
    this.unreachable = unreachable;
  }

  @Override
  public DeviceAddress address() {
    return new DeviceAddress(user, 1);
  }

  @Override
  public @Nullable Resume resume() {
    return null;
  }

  @Override
  public @Nullable String unreachable() {
    return unreachable == null ? null : unreachable.toString();
  }

  @Override
  public void welcome(UUID log) {
    told.add("welcomed");
  }

  @Override
  public void refuse(Refusal refusal) {
    told.add("refused " + refusal);
  }

  @Override
  public void deliver(long offset, ByteBuffer value) {
    told.add("delivered " + offset);
  }

  @Override
  public void drained() {
    told.add("drained");
  }

  @Override
  public void moved(URI to) {
    told.add("moved to " + to);
  }

  @Override
  public void disconnect(Disconnection cause) {
    told.add("disconnected " + cause);
  }
}
