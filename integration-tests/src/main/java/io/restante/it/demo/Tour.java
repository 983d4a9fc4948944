package io.restante.it.demo;

import io.restante.contract.UserId;
import io.restante.it.device.DeviceWorld;
import io.restante.it.device.Findings;
import io.restante.it.world.BytesOnDisk;
import io.restante.it.world.SignedTickets;
import io.restante.local.EstateFile;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// The tour itself, chapter by chapter.
final class Tour implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// How soon the local estate forgets, see `topic.yaml` of `messaging.envelopes`: `segment.ms` +
  /// `max.compaction.lag.ms` + `file.delete.delay.ms`, a ticker's turn and rounds of the cleaner.
  private static final Duration GONE_WITHIN = Duration.ofSeconds(40);

  private static final int MESSAGES = 500;
  private static final int CIPHERTEXT_BYTES = 256;
  private static final int MARK_BYTES = 16;
  private static final int PINGS = 200;
  private static final List<Integer> FIRST = List.of(1);

  private final Path data;
  private final Storyteller out;
  private final URI gateway;
  private final SecureRandom random = new SecureRandom();
  private final DeviceWorld world;
  private final Person alice;
  private final Person bob;

  Tour(EstateFile estate, Path data, Storyteller out) {
    this.data = data;
    this.out = out;
    this.gateway = Objects.requireNonNull(estate.gatewayUri());
    InstantSource clock = InstantSource.system();
    this.world =
        new DeviceWorld(
            () -> gateway,
            new SignedTickets(estate.ticketSigningKey(), clock),
            clock,
            random.nextLong());
    this.alice = new Person(world);
    this.bob = new Person(world);
  }

  void take() throws InterruptedException, TimeoutException, BrokenPromiseException {
    out.title("A tour of Restante, against the estate at " + gateway);
    out.aside("Messages are opaque to the servers; here they are random bytes.");
    bothOnline();
    byte[] mark = new byte[MARK_BYTES];
    random.nextBytes(mark);
    bobGoesAway(mark);
    onDisk(mark);
    bobReturns(mark);
    goneFromDisk(mark);
    out.blank();
    out.tell("Nothing is kept that the log does not hold, and nothing stays once delivered.");
  }

  @Override
  public void close() {
    alice.close();
    bob.close();
    world.close();
  }

  private void bothOnline() throws InterruptedException, TimeoutException, BrokenPromiseException {
    out.chapter("Alice and Bob are online.");
    alice.device().connect();
    bob.device().connect();
    alice.device().awaitDrained(1, PATIENCE);
    bob.device().awaitDrained(1, PATIENCE);
    out.tell("Alice writes to Bob, " + PINGS + " times, one after the other.");
    long[] nanos = new long[PINGS];
    for (int i = 0; i < PINGS; i++) {
      long sent = System.nanoTime();
      alice.device().send(bobsUser(), FIRST, randomBytes());
      bob.device().awaitReceived(i + 1L, PATIENCE);
      nanos[i] = bob.shownNanos() - sent;
    }
    alice.device().awaitAccepted(PATIENCE);
    Arrays.sort(nanos);
    out.figure("from Alice's thumb to Bob's eye, median", ms(nanos[PINGS / 2]));
    out.figure("the quickest, and the slowest", ms(nanos[0]) + ", " + ms(nanos[PINGS - 1]));
    requireClean();
  }

  private void bobGoesAway(byte[] mark) throws InterruptedException, TimeoutException {
    out.chapter("Bob goes away, and Alice goes on writing.");
    bob.device().disconnect();
    bob.device().awaitDisconnected(1, PATIENCE);
    long start = System.nanoTime();
    for (int i = 0; i < MESSAGES; i++) {
      byte[] ciphertext = randomBytes();
      System.arraycopy(mark, 0, ciphertext, 0, mark.length);
      alice.device().send(bobsUser(), FIRST, ciphertext);
    }
    alice.device().awaitAccepted(PATIENCE);
    out.tell(MESSAGES + " messages, each beginning with the same 16 bytes drawn just now.");
    out.figure("all accepted by the log after", ms(System.nanoTime() - start));
  }

  private void onDisk(byte[] mark) throws BrokenPromiseException {
    out.chapter("Where are they? We search every file of the estate for those 16 bytes.");
    Map<Path, Integer> found = BytesOnDisk.find(data, mark);
    found.forEach((file, count) -> out.figure(data.relativize(file).toString(), count + " times"));
    int count = found.values().stream().mapToInt(Integer::intValue).sum();
    require(count >= MESSAGES, "found only " + count + " of " + MESSAGES);
    out.aside("That is the log: the one place where they wait. There is no second queue.");
  }

  private void bobReturns(byte[] mark)
      throws InterruptedException, TimeoutException, BrokenPromiseException {
    out.chapter("Bob comes back.");
    long start = System.nanoTime();
    bob.device().connect();
    bob.device().awaitDrained(2, PATIENCE);
    bob.device().awaitReceived(PINGS + MESSAGES, PATIENCE);
    long shown = bob.countShown(mark);
    require(shown == MESSAGES, "Bob saw " + shown + " of " + MESSAGES);
    require(bob.isInOrder(), "Bob saw them out of order");
    requireClean();
    out.figure("arrived", shown + " of " + MESSAGES + ", in order, each once");
    out.figure("from dialling to the last one shown", ms(bob.shownNanos() - start));
  }

  private void goneFromDisk(byte[] mark) throws BrokenPromiseException {
    out.chapter("Bob's device has acknowledged them. Now we watch them leave the disk.");
    long start = System.nanoTime();
    int last = -1;
    int left = BytesOnDisk.count(data, mark);
    while (left > 0) {
      Duration since = Duration.ofNanos(System.nanoTime() - start);
      require(since.compareTo(GONE_WITHIN) < 0, left + " are still there after " + since);
      if (left != last) {
        out.figure("after " + Storyteller.seconds(since), left + " left");
        last = left;
      }
      LockSupport.parkNanos(Duration.ofMillis(250).toNanos());
      left = BytesOnDisk.count(data, mark);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    out.figure("after " + Storyteller.seconds(took), "none left, in any file");
    out.aside(
        "The bound on this estate is "
            + GONE_WITHIN.toSeconds()
            + " s; a production cluster forgets within the minutes its topic settings say.");
  }

  private UserId bobsUser() {
    return bob.device().address().user();
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[CIPHERTEXT_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  private void requireClean() throws BrokenPromiseException {
    Findings findings = bob.device().findings();
    require(findings.isClean(), "Bob's detector says " + findings);
  }

  private static void require(boolean holds, String otherwise) throws BrokenPromiseException {
    if (!holds) {
      throw new BrokenPromiseException(otherwise);
    }
  }

  private static String ms(long nanos) {
    return Storyteller.ms(Duration.ofNanos(nanos));
  }
}
