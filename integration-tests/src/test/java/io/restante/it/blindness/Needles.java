package io.restante.it.blindness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Looks for many things in every form at once, reading each file once.
///
/// Every form is found by its first eight bytes, so a thing must be at least eight bytes long. Does
/// not look into what is compressed; random bytes stay as they are in that, texts may not.
final class Needles {
  private static final int HEAD_BYTES = 8;
  private static final int CHUNK_BYTES = 4 << 20;
  private static final int FILTER_BITS = 24;
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private final Map<Long, List<Needle>> byHead = new HashMap<>();
  private final BitSet filter = new BitSet(1 << FILTER_BITS);
  private int longest;

  /// One form of one thing.
  private static final class Needle {
    private final Marked thing;
    private final String form;
    private final byte[] bytes;

    private Needle(Marked thing, String form, byte[] bytes) {
      this.thing = thing;
      this.form = form;
      this.bytes = bytes;
    }
  }

  /// Something was found.
  ///
  /// @param form how it is written there
  record Hit(Marked thing, String form, Path file) implements Comparable<Hit> {
    @Override
    public int compareTo(Hit other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return thing + " (" + form + ") in " + file;
    }
  }

  Needles(Collection<Marked> things) {
    for (Marked thing : things) {
      Forms.of(thing.bytes()).forEach((form, bytes) -> add(new Needle(thing, form, bytes)));
    }
  }

  /// Searches a file, or every file below a directory, as they are at that moment.
  Set<Hit> in(Path where) {
    Set<Hit> hits = new TreeSet<>();
    for (Path file : files(where)) {
      search(file, hits);
    }
    return hits;
  }

  private void add(Needle needle) {
    if (needle.bytes.length < HEAD_BYTES) {
      throw new IllegalArgumentException(needle.thing + ": shorter than " + HEAD_BYTES);
    }
    long head = 0;
    for (int at = 0; at < HEAD_BYTES; at++) {
      head = pushed(head, needle.bytes[at]);
    }
    byHead.computeIfAbsent(head, _ -> new ArrayList<>()).add(needle);
    filter.set(slot(head));
    longest = Math.max(longest, needle.bytes.length);
  }

  private void search(Path file, Set<Hit> hits) {
    byte[] window = new byte[CHUNK_BYTES + longest];
    try (InputStream in = Files.newInputStream(file)) {
      int filled = in.readNBytes(window, 0, window.length);
      boolean isLast = filled < window.length;
      while (!isLast) {
        search(window, filled, CHUNK_BYTES, file, hits);
        System.arraycopy(window, CHUNK_BYTES, window, 0, longest);
        filled = longest + in.readNBytes(window, longest, CHUNK_BYTES);
        isLast = filled < window.length;
      }
      search(window, filled, filled, file, hits);
    } catch (NoSuchFileException e) {
      // It went away meanwhile: what is there now counts.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Looks for what begins before a place in the window.
  private void search(byte[] window, int filled, int before, Path file, Set<Hit> hits) {
    int end = Math.min(filled, before + HEAD_BYTES - 1);
    long head = 0;
    for (int at = 0; at < end; at++) {
      head = pushed(head, window[at]);
      if (at >= HEAD_BYTES - 1 && filter.get(slot(head))) {
        int start = at - HEAD_BYTES + 1;
        for (Needle needle : byHead.getOrDefault(head, List.of())) {
          if (matches(window, start, filled, needle.bytes)) {
            hits.add(new Hit(needle.thing, needle.form, file));
          }
        }
      }
    }
  }

  private static boolean matches(byte[] window, int start, int filled, byte[] wanted) {
    return start + wanted.length <= filled
        && Arrays.equals(window, start, start + wanted.length, wanted, 0, wanted.length);
  }

  private static long pushed(long head, byte next) {
    return (head << Byte.SIZE) | (next & 0xFF);
  }

  private static int slot(long head) {
    return (int) ((head * SPREAD) >>> (Long.SIZE - FILTER_BITS));
  }

  private static List<Path> files(Path where) {
    try (Stream<Path> walk = Files.walk(where)) {
      return walk.filter(Files::isRegularFile).toList();
    } catch (NoSuchFileException | UncheckedIOException e) {
      // A directory went away while it was walked: begin again.
      return files(where);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
