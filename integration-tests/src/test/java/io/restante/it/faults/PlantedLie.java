package io.restante.it.faults;

import io.restante.it.checker.Breach;
import io.restante.it.world.Planting;
import java.io.IOException;
import java.nio.file.Path;

/// A bug planted into real processes that makes receipts lie, to see that the checker finds it.
enum PlantedLie {
  /// What was read counts before it is stored.
  READING_AHEAD_IS_BELIEVED(
      Breach.OVERSTATED,
      In.TOPOLOGIES + "receipt/rules/Receipts.java",
      "isShown ? Math.min(all.delivered(), all.read()) : 0;",
      "isShown ? all.read() : 0;"),

  /// Nobody looks at the reader's decision.
  READER_IS_NOT_ASKED(
      Breach.BETRAYED,
      In.GATEWAY + "deliver/OwnedPartition.java",
      "if (devices.tellsWhatIsRead(partition.partition(), reader.user())) {",
      "if (number > 0) {"),

  /// Nobody looks at the sender's decision.
  SENDER_IS_NOT_ASKED(
      Breach.BETRAYED,
      In.TOPOLOGIES + "receipt/rules/Receipts.java",
      "isShown ? Math.min(all.delivered(), all.read()) : 0;",
      "Math.min(all.delivered(), all.read());"),

  /// What was heard last counts, not the most.
  LAST_READING_COUNTS(
      Breach.WITHDRAWN,
      In.TOPOLOGIES + "receipt/rules/Receipts.java",
      "long read = Math.max(before.read(), watermark.read());",
      "long read = watermark.read();"),

  /// What waits for the second to end is never told.
  NOTHING_IS_TOLD_LATER(
      Breach.UNREPORTED,
      In.TOPOLOGIES + "receipt/rules/Receipts.java",
      "if (wait.isValid() && wait.pace().isDue) {",
      "if (!wait.isValid()) {");

  private static final class In {
    private static final String TOPOLOGIES =
        "../streams-topologies/src/main/java/io/restante/streams/";
    private static final String GATEWAY = "../edge-gateway/src/main/java/io/restante/gateway/";
  }

  private final Breach breach;
  private final String file;
  private final String right;
  private final String wrong;

  PlantedLie(Breach breach, String file, String right, String wrong) {
    this.breach = breach;
    this.file = file;
    this.right = right;
    this.wrong = wrong;
  }

  /// Returns what the checker has to say of it.
  Breach breach() {
    return breach;
  }

  /// Plants the bug.
  ///
  /// @param directory takes source and classes
  /// @return where the classes are
  Path plantIn(Path directory) throws IOException {
    return Planting.plant(Path.of(file), right, wrong, directory);
  }
}
