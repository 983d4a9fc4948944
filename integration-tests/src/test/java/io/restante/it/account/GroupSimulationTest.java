package io.restante.it.account;

import static io.restante.it.account.GroupServer.GROUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.account.GroupServer.Delivered;
import io.restante.it.signal.LinkCode;
import io.restante.it.signal.LinkKey;
import io.restante.it.signal.Opened;
import io.restante.it.signal.Provision;
import io.restante.it.vault.VaultKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Four users with up to three devices write to a group, while members come and go, devices are
/// linked, the fan-out refuses, and processes end at any point. Everybody to whom a message is
/// delivered reads it exactly once, in order where it was not asked for again; nobody who was no
/// member at its revision can open it; and whoever stays a member gets everything out. The schedule
/// comes from the seed; `-Drestante.seed=N` goes one way again, `-Drestante.ways=N` goes many. Keys
/// are libsignal's own chance.
final class GroupSimulationTest {
  private static final int STEPS = 500;
  private static final List<UserId> USERS =
      List.of(
          new UserId(0x7001, 1), new UserId(0x7002, 2), new UserId(0x7003, 3), new UserId(4, 4));

  @TempDir private Path directory;
  private final Map<DeviceAddress, GroupPlayer> players = new LinkedHashMap<>();
  private final Map<MessageId, DeviceAddress> written = new LinkedHashMap<>();
  private final Set<DeviceAddress> late = new HashSet<>();
  private final Set<UserId> unsteady = new HashSet<>();
  private final GroupServer server = new GroupServer();

  static LongStream seeds() {
    Long seed = Long.getLong("restante.seed");
    long ways = Long.getLong("restante.ways", 12);
    return seed == null ? LongStream.rangeClosed(1, ways) : LongStream.of(seed);
  }

  @AfterEach
  void close() throws IOException {
    for (GroupPlayer player : players.values()) {
      player.close();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void membersReadExactlyOnceAndOthersNothing(long seed) throws IOException {
    play(new Random(seed));
    judge("seed " + seed);
  }

  @Test
  void keyThatIsNotReplacedIsFound() throws IOException {
    server.hidesRemovals = true;
    play(new Random(1));
    assertThatThrownBy(() -> judge("planted")).isInstanceOf(AssertionError.class);
  }

  @Test
  void keyThatIsLostIsFound() throws IOException {
    server.losesMail = true;
    play(new Random(2));
    assertThatThrownBy(() -> judge("planted")).isInstanceOf(AssertionError.class);
  }

  @Test
  void fanOutThatWaitsForWhatHasComeBackIsFound() throws IOException {
    server.waitsForEver = true;
    play(new Random(60));
    assertThatThrownBy(() -> judge("planted")).isInstanceOf(AssertionError.class);
  }

  private void play(Random random) throws IOException {
    for (UserId user : USERS) {
      join(user);
    }
    USERS.subList(0, 3).forEach(server::change);
    settle(random);
    for (int step = 0; step < STEPS; step++) {
      GroupPlayer player = pick(random);
      switch (random.nextInt(40)) {
        case 0 -> changeMembers(random);
        case 1 -> link(random);
        case 2 -> player.crash();
        case 3, 4, 5, 6, 7, 8 -> write(player, random);
        case 9, 10 -> server.fanOut(random.nextInt(4) == 0);
        case 11, 12, 13, 14 -> server.fanOut(false);
        case 15, 16 -> player.goOn();
        case 17, 18, 19, 20, 21 -> player.runErrands();
        case 22, 23, 24, 25, 26, 27, 28, 29 -> player.send(random);
        default -> player.receive(random);
      }
    }
    settle(random);
  }

  private void judge(String seed) {
    Set<MessageId> out = new HashSet<>();
    for (Delivered message : server.delivered) {
      MessageId id = message.parcel().id();
      out.add(id);
      for (GroupPlayer player : players.values()) {
        String what = seed + ", " + id + " of " + message.from() + " on " + player.address;
        boolean isReader = message.to().contains(player.address);
        int count = Collections.frequency(player.shown, id);
        if (player.address.equals(message.from())) {
          assertThat(count).as(what).isZero();
        } else if (isReader && !mayMiss(player, message)) {
          assertThat(count).as(what).isEqualTo(1);
        } else {
          assertThat(count).as(what).isLessThanOrEqualTo(1);
        }
        if (!message.members().contains(player.address.user())) {
          assertThat(count).as(what).isZero();
          assertThat(opened(player, message)).as(what).isNotInstanceOf(Opened.GroupRead.class);
        }
      }
    }
    written.forEach(
        (id, from) -> {
          boolean hasFailed = players.get(from) != null && player(from).failed.contains(id);
          boolean isFine = out.contains(id) || hasFailed;
          assertThat(isFine).as("%s, %s of %s went out or failed", seed, id, from).isTrue();
          assertThat(hasFailed && !unsteady.contains(from.user())).as(seed).isFalse();
        });
    assertThat(out).isNotEmpty();
  }

  /// A device that was linked later may have to ask, which nobody answers who has left.
  private boolean mayMiss(GroupPlayer player, Delivered message) {
    boolean hasToAsk = late.contains(player.address);
    return hasToAsk
        && (unsteady.contains(message.from().user()) || unsteady.contains(player.address.user()));
  }

  private static Opened opened(GroupPlayer player, Delivered message) {
    var parcel = message.parcel();
    return player
        .core()
        .groups()
        .open(message.from(), GROUP, parcel.id(), parcel.number(), parcel.ciphertext());
  }

  private void write(GroupPlayer player, Random random) {
    MessageId id = player.write(random);
    if (id != null) {
      written.put(id, player.address);
    }
  }

  private void changeMembers(Random random) {
    UserId user = USERS.get(1 + random.nextInt(USERS.size() - 1));
    unsteady.add(user);
    server.change(user);
  }

  private void link(Random random) throws IOException {
    UserId user = USERS.get(random.nextInt(USERS.size()));
    if (server.devicesOf(user).size() < 3) {
      late.add(join(user).address);
    }
  }

  /// Goes on until nothing happens any more.
  private void settle(Random random) {
    boolean isBusy = true;
    while (isBusy) {
      isBusy = server.hasWork();
      server.fanOut(false);
      for (GroupPlayer player : players.values()) {
        isBusy |= player.runErrands();
        isBusy |= player.goOn();
        isBusy |= player.send(random);
        isBusy |= player.receive(random);
      }
    }
  }

  private GroupPlayer join(UserId user) throws IOException {
    VaultKey key = VaultKey.ofFile(directory.resolve("key"));
    int device = server.devicesOf(user).size() + 1;
    DeviceAddress address = new DeviceAddress(user, device);
    Path place = Files.createDirectory(directory.resolve(user + "." + device));
    GroupPlayer player = new GroupPlayer(address, server, place, key);
    if (device == 1) {
      player.core().begin();
    } else {
      LinkKey linkKey = new LinkKey();
      LinkCode code = new LinkCode(UUID.randomUUID(), linkKey.publicKey());
      GroupPlayer first = player(new DeviceAddress(user, 1));
      byte[] sealed = first.core().provision(user, "+15550001").seal(code);
      player.core().join(Provision.open(linkKey, code.link(), sealed).orElseThrow());
    }
    player.publish();
    players.put(address, player);
    return player;
  }

  private GroupPlayer player(DeviceAddress address) {
    GroupPlayer player = players.get(address);
    if (player == null) {
      throw new IllegalStateException("nobody is " + address);
    }
    return player;
  }

  private GroupPlayer pick(Random random) {
    List<GroupPlayer> all = new ArrayList<>(players.values());
    return all.get(random.nextInt(all.size()));
  }
}
