package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.contract.RecipientPartitioner;
import io.restante.it.world.Envelopes.Draft;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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

  /// Writes as many messages for each device, in turn, and waits until the node's index has them.
  static void fill(Lab lab, List<DeviceAddress> addresses, int each) throws Exception {
    DeviceAddress sender = lab.newDevice();
    int partitions = lab.envelopes().partitions();
    List<Draft> drafts = new ArrayList<>();
    for (int number = 1; number <= each; number++) {
      for (DeviceAddress address : addresses) {
        int partition = RecipientPartitioner.partition(address.user(), partitions);
        drafts.add(new Draft(partition, address, sender, lab.ids().nextMessageId(), number));
      }
    }
    byte[] chance = new byte[CIPHERTEXT_BYTES];
    lab.random().nextBytes(chance);
    lab.envelopes().fill(drafts, _ -> ByteBuffer.wrap(chance).slice(), lab.clock().millis());
    lab.envelopes().awaitTakenIn(lab.envelopes().ends(), Lab.PATIENCE.multipliedBy(3));
  }
}
