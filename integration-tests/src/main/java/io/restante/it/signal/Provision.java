package io.restante.it.signal;

import io.restante.contract.UserId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/// What an existing device hands to a new one of the same user, sealed by HPKE to the key that the
/// new one shows, and bound to the link. Its text form says nothing.
///
/// ```
/// 1 version (1) | 16 user | 1 + n phone number | identity key pair, to the end
/// ```
public final class Provision {
  private static final byte VERSION = 1;
  private static final String PURPOSE = "restante provision 1";

  private final UserId user;
  private final IdentityKeyPair identity;
  private final String number;

  Provision(UserId user, IdentityKeyPair identity, String number) {
    this.user = user;
    this.identity = identity;
    this.number = number;
  }

  /// Opens what came for a link, if it was sealed for it.
  public static Optional<Provision> open(LinkKey key, UUID link, byte[] sealed) {
    try {
      ECPrivateKey secret = key.secret();
      ByteBuffer in = ByteBuffer.wrap(secret.open(sealed, PURPOSE, binding(link)));
      if (in.get() != VERSION) {
        return Optional.empty();
      }
      UserId user = new UserId(in.getLong(), in.getLong());
      byte[] number = new byte[Byte.toUnsignedInt(in.get())];
      in.get(number);
      byte[] identity = new byte[in.remaining()];
      in.get(identity);
      String digits = new String(number, StandardCharsets.UTF_8);
      return Optional.of(new Provision(user, new IdentityKeyPair(identity), digits));
    } catch (InvalidMessageException
        | InvalidKeyException
        | BufferUnderflowException
        | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Seals it for the device that showed a code.
  ///
  /// @throws IllegalArgumentException when the code holds no key
  public byte[] seal(LinkCode code) {
    byte[] digits = number.getBytes(StandardCharsets.UTF_8);
    byte[] pair = identity.serialize();
    byte[] plain =
        ByteBuffer.allocate(2 + 2 * Long.BYTES + digits.length + pair.length)
            .put(VERSION)
            .putLong(user.high())
            .putLong(user.low())
            .put((byte) digits.length)
            .put(digits)
            .put(pair)
            .array();
    try {
      return new ECPublicKey(Texts.decode(code.publicKey()))
          .seal(plain, PURPOSE, binding(code.link()));
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("the code holds no key", e);
    }
  }

  /// Returns the user that the new device will belong to.
  public UserId user() {
    return user;
  }

  /// Returns the user's phone number.
  public String number() {
    return number;
  }

  IdentityKeyPair identity() {
    return identity;
  }

  @Override
  public String toString() {
    return "***";
  }

  private static byte[] binding(UUID link) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(link.getMostSignificantBits())
        .putLong(link.getLeastSignificantBits())
        .array();
  }
}
