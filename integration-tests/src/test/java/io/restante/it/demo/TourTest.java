package io.restante.it.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.world.AccountsEstate;
import io.restante.local.EstateFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The tour as `./restante demo` takes it: its people are in no directory, and the node of an
/// estate with accounts has one at hand.
@ExtendWith(AccountsEstate.Shared.class)
final class TourTest {
  @Test
  void tourKeepsItsPromisesWhereNobodyInItHasAnAccount(AccountsEstate world) throws Exception {
    // Given
    Path data = world.estate().dataDirectory();
    EstateFile running = EstateFile.ofRunning(data).orElseThrow();
    assertThat(running.apiUri()).as("accounts are on").isNotNull();
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    Storyteller out = new Storyteller(new PrintStream(told, true, StandardCharsets.UTF_8), false);

    // When
    try (Tour tour = new Tour(running, data, out)) {
      tour.take();
    }

    // Then
    assertThat(told.toString(StandardCharsets.UTF_8))
        .contains("500 of 500, in order, each once", "none left, in any file");
  }
}
