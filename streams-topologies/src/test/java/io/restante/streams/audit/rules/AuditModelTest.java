package io.restante.streams.audit.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.streams.audit.rules.Trace.State;
import io.restante.streams.table.CrashTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Events in any order, repeated, with crashes between: of each message the table says what came
/// first, and what waits is counted.
class AuditModelTest {
  private static final long START = 1_795_000_000_000L;
  private static final int WORLDS = 2_000;
  private static final int MESSAGES = 12;

  private record Input(int message, Event event) {}

  /// What a message is by its inputs.
  private record Expected(@Nullable State end, boolean isKnown, boolean mayBeRead, boolean isRead) {
    private static Expected of(int message, List<Input> inputs) {
      State end = null;
      boolean isKnown = false;
      boolean mayBeRead = false;
      boolean isRead = false;
      for (Input input : inputs) {
        if (input.message() != message) {
          continue;
        }
        switch (input.event()) {
          case Event.Accepted _ -> isKnown = true;
          case Event.Delivered _ -> end = end == null ? State.DELIVERED : end;
          case Event.Expired _ -> end = end == null ? State.EXPIRED : end;
          case Event.Read _ -> {
            mayBeRead = true;
            isRead |= end == State.DELIVERED;
          }
          case Event.Unknown _ -> {}
        }
      }
      return new Expected(end, isKnown, mayBeRead, isRead);
    }
  }

  @Test
  void theTableSaysWhatCameFirst() {
    long base = Long.getLong("restante.seed", 20_261_123);
    for (int world = 0; world < WORLDS; world++) {
      play(base + world);
    }
  }

  private static void play(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Input> inputs = inputs(random);
    CrashTable table = new CrashTable();
    Counts counts = new Counts();
    Audit audit = new Audit(table, counts, new Levels());
    int committed = 0;
    boolean hasCrashed = false;
    for (int next = 0; next < inputs.size(); next++) {
      Input input = inputs.get(next);
      audit.onEvent(key(input.message()), input.event(), START);
      if (random.nextInt(4) == 0) {
        audit.onTick(START + random.nextInt(60_000));
      }
      if (random.nextInt(6) == 0) {
        table.commit();
        committed = next + 1;
      } else if (random.nextInt(12) == 0) {
        table.crash(random);
        audit = new Audit(table, counts, new Levels());
        next = committed - 1;
        hasCrashed = true;
      }
    }
    check(seed, inputs, table);
    checkAges(seed, inputs, audit);
    if (!hasCrashed) {
      checkSums(seed, inputs, counts);
    }
  }

  private static List<Input> inputs(SplittableRandom random) {
    List<Input> inputs = new ArrayList<>();
    int count = random.nextInt(60);
    for (int i = 0; i < count; i++) {
      long atMs = START - random.nextInt(1_000);
      Event event =
          switch (random.nextInt(5)) {
            case 0, 1 -> new Event.Accepted(atMs);
            case 2 -> new Event.Delivered(atMs, atMs + 1, random.nextBoolean(), atMs + 3);
            case 3 -> new Event.Read();
            default -> random.nextInt(3) == 0 ? new Event.Expired(atMs) : new Event.Unknown();
          };
      inputs.add(new Input(random.nextInt(MESSAGES), event));
    }
    return inputs;
  }

  private static void check(long seed, List<Input> inputs, CrashTable table) {
    for (int message = 0; message < MESSAGES; message++) {
      Expected expected = Expected.of(message, inputs);
      Trace trace = Trace.decode(table.get(key(message)));
      State state = trace == null ? null : trace.state();
      String of = "seed " + seed + ", message " + message;
      if (expected.end() != null) {
        assertThat(state == State.READ ? State.DELIVERED : state).as(of).isEqualTo(expected.end());
        if (state == State.READ) {
          assertThat(expected.mayBeRead()).as(of).isTrue();
        }
        if (expected.isRead()) {
          assertThat(state).as(of).isEqualTo(State.READ);
        }
      } else if (expected.isKnown()) {
        assertThat(state).as(of).isEqualTo(State.WAITING);
      } else {
        assertThat(state).as(of).isNull();
      }
    }
  }

  private static void checkAges(long seed, List<Input> inputs, Audit audit) {
    long waiting = 0;
    for (int message = 0; message < MESSAGES; message++) {
      Expected expected = Expected.of(message, inputs);
      waiting += expected.end() == null && expected.isKnown() ? 1 : 0;
    }
    audit.onTick(START + 2 * 60_000);
    audit.onTick(START + 3 * 60_000);
    assertThat(audit.ages().hour()).as("seed " + seed).isEqualTo(waiting);
  }

  private static void checkSums(long seed, List<Input> inputs, Counts counts) {
    String of = "seed " + seed;
    assertThat(counts.events.sum()).as(of).isEqualTo(inputs.size());
    assertThat(
            counts.accepted.sum()
                - counts.late.sum()
                + counts.delivered.sum()
                + counts.expired.sum()
                + counts.read.sum()
                + counts.again.sum()
                + counts.unknown.sum())
        .as(of)
        .isEqualTo(inputs.size());
  }

  private static byte[] key(int message) {
    return ByteBuffer.allocate(16).putInt(12, message).array();
  }
}
