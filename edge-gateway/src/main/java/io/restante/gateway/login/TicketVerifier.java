package io.restante.gateway.login;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Judges tickets by the public keys it was given: no store, no clock of its own. Thread-safe.
///
/// What costs little is looked at first, so a bad ticket is mostly refused without the price of a
/// signature check; and a signature found good is remembered for a while ([CheckedTickets]).
public final class TicketVerifier {
  private final String cell;
  private final Supplier<Map<Integer, AcceptedKey>> keys;
  private final CheckedTickets checked = new CheckedTickets();

  /// Creates a verifier.
  ///
  /// @param cell the name of this cell: 1 to 32 of `a-z`, `0-9` and `-`
  /// @param keys the accepted public keys by key id, as [TicketKeys#loadPublicKeys] returns them
  /// @throws IllegalArgumentException when the name is not one, or there is no key
  public TicketVerifier(String cell, Map<Integer, PublicKey> keys) {
    this(cell, constant(keys));
  }

  /// A key, and its encoding, which libraries make anew whenever they are asked.
  private record AcceptedKey(PublicKey key, ByteBuffer encoded) {
    static Map<Integer, AcceptedKey> all(Map<Integer, PublicKey> keys) {
      Map<Integer, AcceptedKey> all = new HashMap<>();
      keys.forEach(
          (id, key) -> all.put(id, new AcceptedKey(key, ByteBuffer.wrap(key.getEncoded()))));
      return Map.copyOf(all);
    }
  }

  private TicketVerifier(String cell, Supplier<Map<Integer, AcceptedKey>> keys) {
    TicketLayout.checkCell(cell);
    this.cell = cell;
    this.keys = keys;
  }

  /// Returns a verifier that accepts the keys of a file, also when they change.
  ///
  /// @param publicKeysFile as [TicketKeys] describes it
  /// @throws IOException when it can't be read, or holds no keys
  public static TicketVerifier watching(String cell, Path publicKeysFile) throws IOException {
    return watching(cell, publicKeysFile, System::nanoTime);
  }

  static TicketVerifier watching(String cell, Path publicKeysFile, LongSupplier nanos)
      throws IOException {
    return new TicketVerifier(
        cell,
        new WatchedFile<>(
            publicKeysFile, file -> AcceptedKey.all(TicketKeys.loadPublicKeys(file)), nanos));
  }

  private static Supplier<Map<Integer, AcceptedKey>> constant(Map<Integer, PublicKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("ticket keys: none (expected: 1 or more)");
    }
    Map<Integer, AcceptedKey> accepted = AcceptedKey.all(keys);
    return () -> accepted;
  }

  /// Judges a ticket. The buffer's position is left alone.
  public TicketVerdict verify(ByteBuffer ticket, Instant now) {
    TicketLayout layout = TicketLayout.read(ticket);
    if (layout == null) {
      return new TicketVerdict.Malformed();
    }
    AcceptedKey key = keys.get().get(layout.keyId());
    if (key == null) {
      return new TicketVerdict.UnknownKey();
    }
    if (!layout.cell().equals(cell)) {
      return new TicketVerdict.ForeignCell();
    }
    if (layout.expirySeconds() <= now.getEpochSecond()) {
      return new TicketVerdict.Expired();
    }
    byte[] fingerprint = CheckedTickets.fingerprint(key.encoded(), ticket);
    if (!checked.contains(fingerprint)) {
      if (!isSignedBy(key.key(), ticket)) {
        return new TicketVerdict.Forged();
      }
      checked.add(fingerprint);
    }
    return new TicketVerdict.Genuine(
        layout.address(), layout.epoch(), Instant.ofEpochSecond(layout.expirySeconds()));
  }

  private static boolean isSignedBy(PublicKey key, ByteBuffer ticket) {
    int unsignedLength = ticket.remaining() - TicketLayout.SIGNATURE_BYTES;
    byte[] signatureBytes = new byte[TicketLayout.SIGNATURE_BYTES];
    ticket.slice().position(unsignedLength).get(signatureBytes);
    try {
      Signature signature = Ed25519.newSignature();
      signature.initVerify(key);
      signature.update(TicketLayout.signedBytes(ticket.slice().limit(unsignedLength)));
      return signature.verify(signatureBytes);
    } catch (SignatureException e) {
      return false; // The provider's way to say that these bytes are no signature at all.
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("checking a ticket failed", e);
    }
  }
}
