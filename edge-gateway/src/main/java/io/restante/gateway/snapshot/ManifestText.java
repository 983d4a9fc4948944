package io.restante.gateway.snapshot;

import io.restante.gateway.snapshot.Manifest.Item;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Manifests as they lie in the store: lines of text, the last of which has the hash of those
/// before it, so that half a manifest is none. What is read may come from anybody.
///
/// ```
/// restante-snapshot 1
/// gateway local
/// log 6f2c0d9e-0f6e-4c53-9a3c-1d1f6f5e4a10
/// partition 3
/// epoch 17
/// next 1000000
/// checkpointed 1790000000000
/// node node-1
/// file <SHA-256> <bytes> 000012.sst
/// end <SHA-256>
/// ```
final class ManifestText {
  /// The size of the largest that is read, bytes.
  static final int BYTES_MAX = 1 << 20;

  private static final String FIRST = "restante-snapshot 1";
  private static final int FILES_MAX = 4_096;
  private static final Pattern HEAD =
      Pattern.compile(
          FIRST
              + "\ngateway (\\S{1,512})\nlog ([0-9a-f-]{36})\npartition ([0-9]{1,9})\n"
              + "epoch ([0-9]{1,18})\nnext ([0-9]{1,18})\ncheckpointed ([0-9]{1,18})\n"
              + "node (\\S{0,512})\n");
  private static final Pattern FILE =
      Pattern.compile(
          "file ([0-9a-f]{64}) ([0-9]{1,18})"
              + " (CURRENT|IDENTITY|(?:MANIFEST|OPTIONS)-[0-9]{6,20}|[0-9]{6,20}\\.(?:sst|log))\n");
  private static final Pattern END = Pattern.compile("end ([0-9a-f]{64})\n");

  private ManifestText() {}

  /// Whether a file belongs to an index and may be named in a manifest.
  static boolean isIndexFile(String name) {
    return FILE.matcher("file " + "0".repeat(64) + " 0 " + name + "\n").matches();
  }

  static byte[] encode(Manifest manifest) {
    StringBuilder text = new StringBuilder(FIRST);
    text.append("\ngateway ").append(escape(manifest.gateway()));
    text.append("\nlog ").append(manifest.log());
    text.append("\npartition ").append(manifest.partition());
    text.append("\nepoch ").append(manifest.name().epoch());
    text.append("\nnext ").append(manifest.name().next());
    text.append("\ncheckpointed ").append(manifest.checkpointedAtMs());
    text.append("\nnode ").append(escape(manifest.node())).append('\n');
    for (Item file : manifest.files()) {
      text.append("file ").append(file.sha256()).append(' ').append(file.bytes());
      text.append(' ').append(file.name()).append('\n');
    }
    String hash = Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    text.append("end ").append(hash).append('\n');
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Reads a manifest.
  ///
  /// @throws BrokenSnapshotException when it is none, or not whole
  static Manifest decode(byte[] bytes) throws BrokenSnapshotException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Matcher head = HEAD.matcher(text);
    if (!head.lookingAt()) {
      throw new BrokenSnapshotException("manifest of another form (expected: " + FIRST + ")");
    }
    List<Item> files = new ArrayList<>();
    int at = files(text, head.end(), files);
    Matcher end = END.matcher(text).region(at, text.length());
    if (!end.matches()) {
      throw new BrokenSnapshotException("manifest without its end");
    }
    String hash = Sha256.of(text.substring(0, at).getBytes(StandardCharsets.UTF_8));
    if (!hash.equals(end.group(1))) {
      throw new BrokenSnapshotException("manifest with another hash than it says");
    }
    return manifest(head, files);
  }

  private static int files(String text, int from, List<Item> files) throws BrokenSnapshotException {
    int at = from;
    Set<String> names = new HashSet<>();
    Matcher file = FILE.matcher(text);
    while (file.region(at, text.length()).lookingAt()) {
      Item item = new Item(file.group(3), Long.parseLong(file.group(2)), file.group(1));
      if (!names.add(item.name()) || files.size() == FILES_MAX) {
        throw new BrokenSnapshotException("manifest with a file twice, or far too many");
      }
      files.add(item);
      at = file.end();
    }
    return at;
  }

  private static Manifest manifest(Matcher head, List<Item> files) throws BrokenSnapshotException {
    try {
      return new Manifest(
          URLDecoder.decode(head.group(1), StandardCharsets.UTF_8),
          UUID.fromString(head.group(2)),
          Integer.parseInt(head.group(3)),
          new ManifestName(Long.parseLong(head.group(4)), Long.parseLong(head.group(5))),
          Long.parseLong(head.group(6)),
          URLDecoder.decode(head.group(7), StandardCharsets.UTF_8),
          files);
    } catch (IllegalArgumentException e) {
      throw new BrokenSnapshotException("manifest says what cannot be: " + e.getMessage());
    }
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
