package io.restante.it.topology;

import io.restante.it.topology.FanOutJudge.Breach;
import io.restante.it.world.Planting;
import java.io.IOException;
import java.nio.file.Path;

/// A bug planted into real processes of the topologies, to see that judges find it.
public enum PlantedFault {
  /// Who has come since gets what was sent before.
  SINCE_IS_IGNORED(
      Breach.WRONG_AUDIENCE,
      "rules/Groups.java",
      ".filter(member -> member.since() <= revision)",
      ".filter(member -> member.since() > 0)"),

  /// Messages overtake those that wait for the directory.
  NOBODY_IS_BLOCKED(
      Breach.DISORDER,
      "rules/FanOut.java",
      "boolean isBlocked = isBlocked(arrival, state);",
      "boolean isBlocked = arrival.offset() < 0 && isBlocked(arrival, state);"),

  /// What waits is never looked at again after a start.
  WAITING_IS_FORGOTTEN(
      Breach.LOST,
      "rules/Parked.java",
      "            restore(key);\n",
      "            table.delete(key);\n");

  private static final Path SOURCES =
      Path.of(
          "..", "streams-topologies", "src", "main", "java", "io", "restante", "streams", "fanout");

  private final Breach breach;
  private final String file;
  private final String right;
  private final String wrong;

  PlantedFault(Breach breach, String file, String right, String wrong) {
    this.breach = breach;
    this.file = file;
    this.right = right;
    this.wrong = wrong;
  }

  /// Returns what the judge has to say of it.
  Breach breach() {
    return breach;
  }

  /// Plants the bug.
  ///
  /// @param directory takes source and classes
  /// @return where the classes are
  public Path plantIn(Path directory) throws IOException {
    return Planting.plant(SOURCES.resolve(file), right, wrong, directory);
  }
}
