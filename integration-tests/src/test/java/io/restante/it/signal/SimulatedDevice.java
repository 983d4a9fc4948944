package io.restante.it.signal;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.vault.Vault;
import io.restante.it.vault.VaultKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/// A device that may lose its process at any moment, as far as its vault is concerned: what it has
/// not committed is gone, what it wrote and did not send is in its outbox.
final class SimulatedDevice implements AutoCloseable {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
  private static final String OUTBOX = "outbox/";
  private static final String NUMBER = "number/";
  private static final String SHOWN = "shown/";

  final DeviceAddress address;
  private final Path directory;
  private final VaultKey key;
  private Vault vault;
  private SignalCore core;

  /// An envelope as the server carries it.
  record Envelope(
      DeviceAddress from, DeviceAddress to, MessageId id, long number, ByteBuffer ciphertext) {}

  SimulatedDevice(DeviceAddress address, Path directory, VaultKey key) throws IOException {
    this.address = address;
    this.directory = directory;
    this.key = key;
    this.vault = Vault.open(directory, key);
    this.core = new SignalCore(vault, CLOCK);
  }

  SignalCore core() {
    return core;
  }

  void commit() {
    vault.commit();
  }

  /// The process ends and begins again.
  void crash() {
    try {
      vault.close();
      vault = Vault.open(directory, key);
      core = new SignalCore(vault, CLOCK);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a text for some devices of a user; nothing counts before the commit.
  void write(MessageId id, UserId peer, List<Integer> devices, String text) {
    byte[] last = vault.get(NUMBER + peer);
    long number = last == null ? 1 : ByteBuffer.wrap(last).getLong() + 1;
    vault.put(NUMBER + peer, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    for (int device : devices) {
      DeviceAddress to = new DeviceAddress(peer, device);
      Content content = new Content.Text(Instant.EPOCH, text, null);
      byte[] sealed = core.seal(new Letter(id, number, address, to, content));
      byte[] entry =
          ByteBuffer.allocate(24 + sealed.length)
              .putLong(id.high())
              .putLong(id.low())
              .putLong(number)
              .put(sealed)
              .array();
      vault.put(OUTBOX + peer + "/" + String.format("%06d/%d", number, device), entry);
    }
  }

  /// Sends what the outbox holds, and forgets it, or dies before forgetting.
  void sendAll(Consumer<Envelope> network, boolean forgets) {
    vault.under(OUTBOX).forEach((name, entry) -> network.accept(envelope(name, entry)));
    if (forgets) {
      vault.under(OUTBOX).keySet().forEach(vault::remove);
      vault.commit();
    }
  }

  /// Opens an envelope, and shows it; nothing counts before the commit.
  Opened receive(Envelope envelope) {
    Opened opened =
        core.open(
            address, envelope.from(), envelope.id(), envelope.number(), envelope.ciphertext());
    if (opened instanceof Opened.Read read && read.letter().content() instanceof Content.Text t) {
      String place = String.format("%06d", vault.under(SHOWN).size());
      String line = envelope.from().user() + "." + envelope.from().device() + " " + t.text();
      vault.put(SHOWN + place, line.getBytes(StandardCharsets.UTF_8));
    }
    return opened;
  }

  /// Returns what was shown of a sender, in order.
  List<String> shown(DeviceAddress from) {
    String prefix = from.user() + "." + from.device() + " ";
    List<String> texts = new ArrayList<>();
    for (byte[] line : vault.under(SHOWN).values()) {
      String text = new String(line, StandardCharsets.UTF_8);
      if (text.startsWith(prefix)) {
        texts.add(text.substring(prefix.length()));
      }
    }
    return texts;
  }

  @Override
  public void close() throws IOException {
    vault.close();
  }

  private Envelope envelope(String name, byte[] entry) {
    String[] parts = name.split("/", -1);
    UUID user = UUID.fromString(parts[1]);
    UserId peer = new UserId(user.getMostSignificantBits(), user.getLeastSignificantBits());
    ByteBuffer in = ByteBuffer.wrap(entry);
    MessageId id = new MessageId(in.getLong(), in.getLong());
    long number = in.getLong();
    DeviceAddress to = new DeviceAddress(peer, Integer.parseInt(parts[3]));
    return new Envelope(address, to, id, number, in.slice());
  }
}
