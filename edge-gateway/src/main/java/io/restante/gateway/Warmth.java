package io.restante.gateway;

import io.restante.gateway.index.IndexDirectory;
import io.restante.gateway.rehearsal.Rehearsal;
import java.nio.file.Path;
import java.time.InstantSource;

/// How the node gets warm before others' devices come.
record Warmth(GatewayConfig config, IndexDirectory indexes, InstantSource clock) {
  void get(boolean isAlone) {
    if (config.rehearsal().isNow(isAlone)) {
      Path scratch = indexes.scratch("rehearsal");
      int _ = Rehearsal.play(config.listener(), GatewayNode.window(config), scratch, clock);
      indexes.removeScratch(scratch);
    }
  }
}
