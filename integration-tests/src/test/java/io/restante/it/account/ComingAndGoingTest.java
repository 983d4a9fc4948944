package io.restante.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.UserId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two people write while their processes end and begin again and the API comes and goes: whatever
/// was written is read once, in order. The schedule comes from the seed, `-Drestante.seed=N` goes
/// that way again as far as threads can.
final class ComingAndGoingTest {
  private static final int STEPS = 40;

  @AutoClose private final Phones phones;

  ComingAndGoingTest(@TempDir Path directory) {
    phones = new Phones(directory);
  }

  static LongStream seeds() {
    Long seed = Long.getLong("restante.seed");
    return seed == null ? LongStream.rangeClosed(1, 4) : LongStream.of(seed);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everythingWrittenIsReadOnceAndInOrder(long seed) throws Exception {
    // Given
    Random random = new Random(seed);
    Phone alice = phone("+15550001");
    Phone bob = phone("+15550002");
    List<String> byAlice = new ArrayList<>();
    List<String> byBob = new ArrayList<>();
    UserId aliceId = alice.user();
    UserId bobId = bob.user();

    // When
    for (int step = 0; step < STEPS; step++) {
      Phone phone = random.nextBoolean() ? alice : bob;
      switch (random.nextInt(6)) {
        case 0 -> phone.stop();
        case 1 -> phones.accounts().setAway(random.nextBoolean());
        default -> {
          if (!phone.isRunning()) {
            phone.start();
          }
          String text = "step " + step;
          phone.write(phone.equals(alice) ? bobId : aliceId, text);
          (phone.equals(alice) ? byAlice : byBob).add(text);
        }
      }
    }
    phones.accounts().setAway(false);
    for (Phone phone : List.of(alice, bob)) {
      phone.stop();
      phone.start();
    }

    // Then
    for (Phone phone : List.of(alice, bob)) {
      List<String> expected = phone.equals(alice) ? byBob : byAlice;
      assertThat(phone.awaitReadCount(expected.size()))
          .as("seed %d", seed)
          .containsExactlyElementsOf(expected);
      assertThat(phone.dropped()).isZero();
    }
  }

  private Phone phone(String number) throws Exception {
    return phones.add(number).register(number, FakeAccounts.CODE);
  }
}
