package io.restante.it.faults;

import io.restante.gateway.Main;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// A gateway node whose clock can be wrong: the product's own, started with [ShiftedClock].
public final class FaultyNode {
  /// Names the file that the clock is wrong by.
  static final String CLOCK = "restante.fault.clock";

  private FaultyNode() {}

  /// Runs a node as the product's `main` does.
  public static void main(String[] arguments) throws InterruptedException {
    @Nullable String file = System.getProperty(CLOCK);
    InstantSource right = InstantSource.system();
    Main.run(arguments, file == null ? right : new ShiftedClock(right, Path.of(file)));
  }
}
