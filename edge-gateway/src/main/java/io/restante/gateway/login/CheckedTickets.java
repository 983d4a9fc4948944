package io.restante.gateway.login;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Tickets whose signature was found good not long ago, so that a device that comes back, or calls
/// the API again, does not cost a signature check each time. Thread-safe, without locks.
///
/// Remembers the SHA-256 of key and ticket, never a ticket; forgets one when more fall on its row
/// than fit there. What it says is only that these bytes bear a good signature of that key: expiry,
/// cell and whether the key is still accepted are judged anew each time.
final class CheckedTickets {
  /// Places in the table; full, they take 4 MiB.
  static final int PLACES = 1 << 16;

  /// A row of one place would let two tickets push each other out for ever.
  private static final int IN_A_ROW = 4;

  private static final String HASH = "SHA-256";

  private final AtomicReferenceArray<byte[]> places = new AtomicReferenceArray<>(PLACES);

  /// Returns what stands for a ticket and the key that its signature is checked with.
  ///
  /// @param key the key's SubjectPublicKeyInfo
  static byte[] fingerprint(ByteBuffer key, ByteBuffer ticket) {
    try {
      MessageDigest hash = MessageDigest.getInstance(HASH);
      hash.update(key.duplicate());
      hash.update(ticket.duplicate());
      return hash.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("not in this JDK: " + HASH, e);
    }
  }

  /// Whether the signature of this ticket was found good, and is remembered.
  boolean contains(byte[] fingerprint) {
    int first = row(fingerprint);
    for (int place = first; place < first + IN_A_ROW; place++) {
      if (Arrays.equals(places.get(place), fingerprint)) {
        return true;
      }
    }
    return false;
  }

  /// Remembers a ticket whose signature is good.
  void add(byte[] fingerprint) {
    int first = row(fingerprint);
    for (int place = first; place < first + IN_A_ROW; place++) {
      if (places.get(place) == null) {
        places.set(place, fingerprint);
        return;
      }
    }
    places.set(first + (fingerprint[fingerprint.length - 1] & (IN_A_ROW - 1)), fingerprint);
  }

  private static int row(byte[] fingerprint) {
    return (ByteBuffer.wrap(fingerprint).getInt() & (PLACES / IN_A_ROW - 1)) * IN_A_ROW;
  }
}
