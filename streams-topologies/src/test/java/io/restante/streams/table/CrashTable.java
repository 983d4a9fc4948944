package io.restante.streams.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A table that may forget, with a crash, what was written since the last commit: each key goes
/// back to any of the values that it had since then.
public final class CrashTable implements Table {
  private final TreeMap<byte[], byte[]> now = new TreeMap<>(Arrays::compareUnsigned);
  private final Map<String, List<byte @Nullable []>> earlier = new HashMap<>();

  @Override
  public byte @Nullable [] get(byte[] key) {
    return now.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    note(key);
    now.put(key.clone(), value.clone());
  }

  @Override
  public void delete(byte[] key) {
    note(key);
    now.remove(key);
  }

  private void note(byte[] key) {
    earlier.computeIfAbsent(text(key), _ -> new ArrayList<>()).add(now.get(key));
  }

  @Override
  public void page(byte[] from, int most, Visitor visitor) {
    now.tailMap(from, true).entrySet().stream()
        .limit(most)
        .forEach(entry -> visitor.visit(entry.getKey(), entry.getValue()));
  }

  @Override
  public void scan(byte[] prefix, Visitor visitor) {
    now.tailMap(prefix, true)
        .forEach(
            (key, value) -> {
              if (Arrays.equals(Arrays.copyOf(key, prefix.length), prefix)) {
                visitor.visit(key, value);
              }
            });
  }

  /// Returns how many entries there are.
  public int size() {
    return now.size();
  }

  /// What is written is certain.
  public void commit() {
    earlier.clear();
  }

  /// Loses what was written since, or some of it.
  public void crash(RandomGenerator random) {
    earlier.forEach(
        (text, values) -> {
          int chosen = random.nextInt(values.size() + 1);
          if (chosen < values.size()) {
            byte[] key = text.getBytes(ISO_8859_1);
            byte[] value = values.get(chosen);
            if (value == null) {
              now.remove(key);
            } else {
              now.put(key, value);
            }
          }
        });
    earlier.clear();
  }

  private static String text(byte[] key) {
    return new String(key, ISO_8859_1);
  }
}
