package io.restante.gateway.login;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The fields of a ticket and their places; drawn in the room's description.
///
/// @param keyId which key signed it
/// @param address the device it proves
/// @param epoch 0 or more
/// @param expirySeconds seconds since 1970 UTC, 0 or more
/// @param cell the cell's name
record TicketLayout(int keyId, DeviceAddress address, long epoch, long expirySeconds, String cell) {
  static final byte VERSION = 1;
  static final int SIGNATURE_BYTES = 64;

  private static final byte[] PURPOSE = "restante ticket v1".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern CELL = Pattern.compile("[a-z0-9-]{1,32}");
  private static final int CELL_AT = 39;
  private static final long EXPIRY_SECONDS_MAX = Instant.MAX.getEpochSecond();

  TicketLayout {
    checkCell(cell);
    if (address.device() < 1) {
      throw new IllegalArgumentException("device: " + address.device() + " (expected: 1..127)");
    }
    if (epoch < 0 || expirySeconds < 0) {
      throw new IllegalArgumentException(
          "epoch: " + epoch + ", expiry: " + expirySeconds + " (expected: 0 or more)");
    }
  }

  /// Checks the name of a cell.
  ///
  /// @throws IllegalArgumentException when it is not one
  static void checkCell(String cell) {
    if (!CELL.matcher(cell).matches()) {
      throw new IllegalArgumentException("cell: " + cell + " (expected: 1..32 of a-z, 0-9, -)");
    }
  }

  /// Returns what is signed: the purpose, then the ticket up to its signature.
  byte[] signedBytes() {
    return signedBytes(ByteBuffer.wrap(unsigned()));
  }

  /// Returns what is signed, made from the bytes of a ticket up to its signature.
  static byte[] signedBytes(ByteBuffer unsigned) {
    byte[] bytes = new byte[PURPOSE.length + unsigned.remaining()];
    ByteBuffer.wrap(bytes).put(PURPOSE).put(unsigned.duplicate());
    return bytes;
  }

  /// Returns the ticket up to its signature.
  byte[] unsigned() {
    byte[] name = cell.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out = ByteBuffer.allocate(CELL_AT + name.length);
    out.put(VERSION).putInt(keyId);
    out.putLong(address.user().high()).putLong(address.user().low());
    out.put((byte) address.device()).putLong(epoch).putLong(expirySeconds);
    out.put((byte) name.length).put(name);
    return out.array();
  }

  /// Reads a ticket; returns null when its bytes are not one. The buffer's position is left alone.
  static @Nullable TicketLayout read(ByteBuffer ticket) {
    ByteBuffer in = ticket.slice();
    if (in.remaining() < CELL_AT + 1 + SIGNATURE_BYTES || in.get() != VERSION) {
      return null;
    }
    int keyId = in.getInt();
    long high = in.getLong();
    long low = in.getLong();
    int device = in.get();
    long epoch = in.getLong();
    long expirySeconds = in.getLong();
    int nameLength = in.get();
    if (nameLength != in.remaining() - SIGNATURE_BYTES) {
      return null;
    }
    byte[] name = new byte[nameLength];
    in.get(name);
    String cell = new String(name, StandardCharsets.ISO_8859_1);
    boolean isLegal =
        UuidV7.isUuidV7(high, low)
            && device >= 1
            && epoch >= 0
            && expirySeconds >= 0
            && expirySeconds <= EXPIRY_SECONDS_MAX
            && CELL.matcher(cell).matches();
    if (!isLegal) {
      return null;
    }
    DeviceAddress address = new DeviceAddress(new UserId(high, low), device);
    return new TicketLayout(keyId, address, epoch, expirySeconds, cell);
  }
}
