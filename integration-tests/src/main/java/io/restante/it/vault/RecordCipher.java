package io.restante.it.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals and opens the records of one file: AES-256-GCM under the file's own key, the record's
/// place as the nonce.
final class RecordCipher {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final byte[] PURPOSE = "restante vault 1".getBytes(StandardCharsets.US_ASCII);

  private final SecretKey key;
  private final byte[] header;

  RecordCipher(VaultHeader header, VaultKey vaultKey) {
    this.header = header.bytes();
    try {
      byte[] master = vaultKey.master(header.passphraseSalt());
      HKDFParameterSpec parameters =
          HKDFParameterSpec.ofExtract()
              .addIKM(new SecretKeySpec(master, "Generic"))
              .addSalt(header.fileSalt())
              .thenExpand(PURPOSE, VaultKey.KEY_BYTES);
      this.key = KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no PBKDF2 or HKDF", e);
    }
  }

  byte[] seal(long record, byte[] plain) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, record).doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed", e);
    }
  }

  byte[] open(long record, byte[] sealed) throws GeneralSecurityException {
    return cipher(Cipher.DECRYPT_MODE, record).doFinal(sealed);
  }

  private Cipher cipher(int mode, long record) throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(Integer.BYTES, record).array();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(header);
    return cipher;
  }
}
