package io.restante.it.bench;

import java.nio.ByteBuffer;
import java.util.Locale;

/// Writes a backlog and waits until the node's index has it.
final class Filling {
  private static final int CIPHERTEXT_BYTES = 256;
  private static final int CHANCE_BYTES = 1 << 16;

  private Filling() {}

  static void fill(Lab lab, Backlog backlog) throws Exception {
    byte[] chance = new byte[CHANCE_BYTES];
    lab.random().nextBytes(chance);
    lab.step("writing the backlog");
    long start = System.nanoTime();
    lab.envelopes()
        .fill(
            () -> backlog,
            draft -> {
              int at = (int) (draft.number() * 61 % (CHANCE_BYTES - CIPHERTEXT_BYTES));
              return ByteBuffer.wrap(chance, at, CIPHERTEXT_BYTES).slice();
            },
            lab.clock().millis());
    lab.step(String.format(Locale.ROOT, "written in %.1f s", (System.nanoTime() - start) / 1e9));
    lab.envelopes().awaitTakenIn(lab.envelopes().ends(), Lab.PATIENCE.multipliedBy(3));
    lab.step("the node has taken it in");
  }
}
