package io.restante.gateway.directory;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/// What a device gets at its registration and buys tickets with.
///
/// Its text is `rsc1.` and, in base64url without padding, 49 bytes: user id (16), device id (1),
/// secret (32).
///
/// @param address the device it claims to belong to
/// @param secret the proof
public record Credential(DeviceAddress address, Secret secret) {
  private static final String PREFIX = "rsc1.";
  private static final int HEAD_BYTES = 17;

  /// Reads a credential. That it can be read proves nothing yet.
  ///
  /// @return nothing when the text is not one
  public static Optional<Credential> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != HEAD_BYTES + Secret.BYTES) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    UserId user = new UserId(in.getLong(), in.getLong());
    int device = in.get();
    if (device < 1 || !UuidV7.isUuidV7(user.high(), user.low())) {
      return Optional.empty();
    }
    byte[] secret = new byte[Secret.BYTES];
    in.get(secret);
    return Secret.of(secret).map(it -> new Credential(new DeviceAddress(user, device), it));
  }

  /// Returns the text: for the device it was made for, only.
  public String text() {
    ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + Secret.BYTES);
    out.putLong(address.user().high()).putLong(address.user().low());
    out.put((byte) address.device()).put(secret.toByteArray());
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
  }

  /// Returns `***`.
  @Override
  public String toString() {
    return "***";
  }
}
