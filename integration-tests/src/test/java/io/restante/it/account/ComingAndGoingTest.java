package io.restante.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.UserId;
import io.restante.it.device.FakeNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two people write while their processes end and begin again and the API comes and goes: whatever
/// was written is read once, in order. The schedule comes from the seed, `-Drestante.seed=N` goes
/// that way again as far as threads can.
final class ComingAndGoingTest {
  private static final int STEPS = 40;

  @TempDir private Path directory;
  private final FakeNode node = new FakeNode();
  private final FakeAccounts accounts = new FakeAccounts(node.uri());
  private final List<Phone> phones = new ArrayList<>();

  static LongStream seeds() {
    Long seed = Long.getLong("restante.seed");
    return seed == null ? LongStream.rangeClosed(1, 4) : LongStream.of(seed);
  }

  @AfterEach
  void close() throws IOException {
    for (Phone phone : phones) {
      phone.close();
    }
    node.close();
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
        case 1 -> accounts.setAway(random.nextBoolean());
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
    accounts.setAway(false);
    for (Phone phone : phones) {
      phone.stop();
      phone.start();
    }

    // Then
    for (Phone phone : phones) {
      List<String> expected = phone.equals(alice) ? byBob : byAlice;
      assertThat(phone.awaitReadCount(expected.size()))
          .as("seed %d", seed)
          .containsExactlyElementsOf(expected);
      assertThat(phone.dropped()).isZero();
    }
  }

  private Phone phone(String number) throws Exception {
    Phone phone = new Phone(directory.resolve(number), accounts);
    phones.add(phone);
    return phone.register(number, FakeAccounts.CODE);
  }
}
