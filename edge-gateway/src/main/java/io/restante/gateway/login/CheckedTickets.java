package io.restante.gateway.login;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Tickets whose signature was found good not long ago, so that a device that comes back, or calls
/// the API again, does not cost a signature check each time. Thread-safe, without locks.
///
/// Remembers the SHA-256 of key and ticket, never a ticket; forgets one when another falls on its
/// place. What it says is only that these bytes bear a good signature of that key: expiry, cell and
/// whether the key is still accepted are judged anew each time.
final class CheckedTickets {
  /// Places in the table; full, they take 4 MiB.
  static final int PLACES = 1 << 16;

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
    return Arrays.equals(places.get(place(fingerprint)), fingerprint);
  }

  /// Remembers a ticket whose signature is good.
  void add(byte[] fingerprint) {
    places.set(place(fingerprint), fingerprint);
  }

  private static int place(byte[] fingerprint) {
    return ByteBuffer.wrap(fingerprint).getInt() & (PLACES - 1);
  }
}
