package io.restante.it.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restante.it.checker.Finding;
import io.restante.it.faults.Campaign.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Writes what came of a campaign as JSON, for machines and later comparison.
///
/// ```
/// {"faults":{"seed":…,"nodes":n,"brokers":n,"rounds":n,"messages":n,
///            "toGroups":n,"findings":n,"injected":{kind:count,…}},
///  "broken":[{"round":…,"breach":…,"claim":…,"story":[…]},…]}
/// ```
final class Outcome {
  private Outcome() {}

  static void write(
      Path file, FaultsOptions options, List<Result> results, List<DiskWatch.Remains> remains)
      throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode all = json.createObjectNode();
    ObjectNode sums = all.putObject("faults");
    ArrayNode broken = all.putArray("broken");
    for (Result result : results) {
      result.findings().forEach(finding -> add(broken.addObject(), result.number(), finding));
    }
    for (DiskWatch.Remains left : remains) {
      broken.addObject().put("round", left.round()).put("claim", left.toString());
    }
    sums.put("seed", options.seed());
    sums.put("nodes", options.size().nodes()).put("brokers", options.size().brokers());
    sums.put("rounds", results.size());
    sums.put("messages", results.stream().mapToLong(Result::messages).sum());
    sums.put("toGroups", results.stream().mapToLong(Result::posts).sum());
    sums.put("findings", broken.size());
    ObjectNode injected = sums.putObject("injected");
    Campaign.count(results)
        .forEach((kind, count) -> injected.put(kind.name().toLowerCase(Locale.ROOT), count));
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Files.writeString(file, json.writeValueAsString(all) + "\n");
  }

  private static void add(ObjectNode node, int round, Finding finding) {
    node.put("round", round).put("breach", finding.breach().name()).put("claim", finding.claim());
    finding.story().forEach(node.putArray("story")::add);
  }
}
