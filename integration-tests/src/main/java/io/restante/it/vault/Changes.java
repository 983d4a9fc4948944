package io.restante.it.vault;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/// The plaintext of a record: names with their new values, or without one where they were removed.
final class Changes {
  private Changes() {}

  /// Writes down what some names stand for now.
  static byte[] of(Collection<String> names, Map<String, byte[]> values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(names.size());
      for (String name : names) {
        byte[] value = values.get(name);
        out.writeUTF(name);
        out.writeInt(value == null ? -1 : value.length);
        if (value != null) {
          out.write(value);
        }
      }
    }
    return bytes.toByteArray();
  }

  /// Does to values what a record says.
  static void apply(byte[] record, Map<String, byte[]> values) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        String name = in.readUTF();
        int length = in.readInt();
        if (length < 0) {
          values.remove(name);
        } else {
          values.put(name, in.readNBytes(length));
        }
      }
    }
  }
}
