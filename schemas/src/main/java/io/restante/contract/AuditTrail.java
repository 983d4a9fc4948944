package io.restante.contract;

import io.restante.audit.AuditEvent;
import io.restante.audit.AuditKey;
import io.restante.audit.AuditStage;
import io.restante.audit.Passage;
import io.restante.audit.Pseudonym;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Makes the records of `messaging.delivery-audit`. Thread-safe.
///
/// Messages stand there under pseudonyms: HMAC-SHA-256 (RFC 2104) of the conversation's key in
/// `messaging.receipts`, the number (8 bytes) and the recipient (16 bytes), cut to 16 bytes. About
/// a microsecond each.
public final class AuditTrail {
  /// How many bytes the key has.
  public static final int KEY_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int PSEUDONYM_BYTES = 16;
  private static final int KEY_FILE_CHARACTERS_MAX = 256;

  private final AuditSample sample;
  private final ThreadLocal<Mac> macs;

  /// Creates it.
  ///
  /// @param key the secret, [#KEY_BYTES] bytes; the same wherever the topic is written
  /// @param sample which messages are looked at
  /// @throws IllegalArgumentException when the key has another length
  public AuditTrail(byte[] key, AuditSample sample) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "audit key: " + key.length + " bytes (expected: " + KEY_BYTES + ")");
    }
    SecretKey secret = new SecretKeySpec(key, ALGORITHM);
    this.sample = sample;
    this.macs = ThreadLocal.withInitial(() -> mac(secret));
  }

  /// Reads the key.
  ///
  /// @param file holds it in base64, on one line
  /// @throws IllegalArgumentException when it can't be read, or holds something else; never says
  ///   what
  public static AuditTrail of(Path file, AuditSample sample) {
    try {
      if (Files.size(file) > KEY_FILE_CHARACTERS_MAX) {
        throw new IllegalArgumentException(file + ": too long (expected: 32 bytes in base64)");
      }
      return new AuditTrail(Base64.getDecoder().decode(Files.readString(file).strip()), sample);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": can't be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          file + ": not an audit key (expected: 32 bytes in base64, on one line)");
    }
  }

  /// Returns which messages are looked at.
  public AuditSample sample() {
    return sample;
  }

  /// Returns the record of a message that the log has.
  ///
  /// @param atMs when, milliseconds since 1970 UTC
  public ProducerRecord<byte[], byte[]> accepted(MessagePlace place, UserId recipient, long atMs) {
    return record(AuditStage.ACCEPTED, place, recipient, atMs, null);
  }

  /// Returns the record of a message that a device has stored.
  ///
  /// @param acceptedMs when the log took what the device was given, milliseconds since 1970 UTC
  /// @param sentMs when it was given to the connection
  /// @param wasConnected whether the connection was there before the log took it
  /// @param atMs when the device had stored it
  public ProducerRecord<byte[], byte[]> delivered(
      MessagePlace place,
      UserId recipient,
      long acceptedMs,
      long sentMs,
      boolean wasConnected,
      long atMs) {
    Passage passage =
        new Passage(Instant.ofEpochMilli(acceptedMs), Instant.ofEpochMilli(sentMs), wasConnected);
    return record(AuditStage.DELIVERED, place, recipient, atMs, passage);
  }

  /// Returns the record of a message up to which the recipient has read.
  ///
  /// @param atMs when, milliseconds since 1970 UTC
  public ProducerRecord<byte[], byte[]> read(MessagePlace place, UserId recipient, long atMs) {
    return record(AuditStage.READ, place, recipient, atMs, null);
  }

  /// Returns the record of a message that a device has not collected in time.
  ///
  /// @param atMs when, milliseconds since 1970 UTC
  public ProducerRecord<byte[], byte[]> expired(MessagePlace place, UserId recipient, long atMs) {
    return record(AuditStage.EXPIRED, place, recipient, atMs, null);
  }

  private ProducerRecord<byte[], byte[]> record(
      AuditStage stage,
      MessagePlace place,
      UserId recipient,
      long atMs,
      @Nullable Passage passage) {
    String topic = Topics.AUDIT.name();
    AuditKey key = new AuditKey(new Pseudonym(pseudonym(place, recipient)));
    AuditEvent event =
        new AuditEvent(stage, Instant.ofEpochMilli(atMs), place.conversation().isGroup(), passage);
    return new ProducerRecord<>(
        topic,
        Topics.AUDIT.keys().serializer().serialize(topic, key),
        Topics.AUDIT.values().serializer().serialize(topic, event));
  }

  /// Returns what stands for a message on its way to a user, 16 bytes.
  byte[] pseudonym(MessagePlace place, UserId recipient) {
    Mac mac = macs.get();
    mac.update(ReceiptCodec.encodeKey(place.conversation()));
    ByteBuffer rest = ByteBuffer.allocate(3 * Long.BYTES);
    rest.putLong(place.number()).putLong(recipient.high()).putLong(recipient.low());
    return Arrays.copyOf(mac.doFinal(rest.array()), PSEUDONYM_BYTES);
  }

  private static Mac mac(SecretKey secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
