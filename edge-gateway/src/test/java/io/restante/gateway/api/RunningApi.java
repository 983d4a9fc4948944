package io.restante.gateway.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// The API with accounts behind it, for all tests of a class. An hour passes before each: all call
/// from one address, whose allowance comes back with time.
final class RunningApi implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  private @Nullable AccountFixture running;
  private @Nullable Path folder;

  @Override
  public void beforeAll(ExtensionContext tests) throws IOException {
    folder = Files.createTempDirectory("restante-api-");
    running = new AccountFixture(folder);
  }

  @Override
  public void beforeEach(ExtensionContext test) {
    passTime();
  }

  /// Lets an hour pass.
  void passTime() {
    api().world.clock().advance(Duration.ofHours(1));
  }

  @Override
  public void afterAll(ExtensionContext tests) throws IOException {
    api().close();
    if (folder != null) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  AccountFixture api() {
    AccountFixture fixture = running;
    if (fixture == null) {
      throw new IllegalStateException("the API does not run yet");
    }
    return fixture;
  }
}
