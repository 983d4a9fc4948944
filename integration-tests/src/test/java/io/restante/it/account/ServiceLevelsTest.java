package io.restante.it.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.GroupId;
import io.restante.it.world.AccountsEstate;
import io.restante.it.world.Meters;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The service levels at the topologies' endpoint, of whole devices that write to each other and to
/// a group.
@ExtendWith(AccountsEstate.Shared.class)
final class ServiceLevelsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = 200_000_000;
  private static final int MESSAGES = 5;

  private final AccountsEstate world;
  @TempDir private Path directory;
  private final List<Phone> phones = new ArrayList<>();

  ServiceLevelsTest(AccountsEstate world) {
    this.world = world;
  }

  @AfterEach
  void close() throws IOException {
    for (Phone phone : phones) {
      phone.close();
    }
  }

  private Phone phone(String name, String number) throws IOException, ProblemException {
    Phone phone =
        new Phone(
            directory.resolve(name),
            new AccountApi(world.estate().apiUri()),
            new GroupApi(world.estate().apiUri()));
    phones.add(phone);
    return phone.register(number, world::codeOf);
  }

  @Test
  void messagesToUsersAndToGroupsCount() throws Exception {
    Phone alice = phone("alice", "+15550801");
    Phone bob = phone("bob", "+15550802");
    Phone carol = phone("carol", "+15550803");
    GroupId group =
        alice.device().groups().create("Levels", List.of(bob.user(), carol.user())).id();
    bob.awaitGroup(group, "Levels");
    carol.awaitGroup(group, "Levels");
    URI topologies = world.estate().topologiesOpsUri();
    Meters before = Meters.of(topologies);

    for (int i = 0; i < MESSAGES; i++) {
      alice.awaitAccepted(alice.write(group, "to all " + i));
      alice.awaitAccepted(alice.write(bob.user(), "to bob " + i));
    }

    int expected = 3 * MESSAGES; // What a group's devices say to each other comes on top.
    long end = System.nanoTime() + PATIENCE.toNanos();
    Meters now = Meters.of(topologies);
    while (grown("streams_audit_delivered_total", before, now) < expected
        || grown("streams_fanout_audited_total", before, now) < 2 * MESSAGES) {
      assertThat(System.nanoTime()).as(now.toString()).isLessThan(end);
      LockSupport.parkNanos(LOOK_NANOS);
      now = Meters.of(topologies);
    }
    assertThat(now.value("streams_audit_online_stored_p50_ms")).isPositive();
    assertThat(now.value("streams_audit_success_ppm")).isEqualTo(1_000_000);
  }

  private static double grown(String meter, Meters before, Meters now) {
    return now.value(meter) - before.value(meter);
  }
}
