package io.restante.it.account;

import io.restante.contract.UserId;
import io.restante.it.account.AccountService.ListedDevice;
import io.restante.it.account.AccountService.ListedDevices;
import io.restante.it.account.AccountService.UserKeys;
import io.restante.it.device.Parcel;
import io.restante.it.signal.PeerKeys;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Fetches device lists of users, and keys of those devices that there is no session with: one
/// question at a time for each user. Thread-safe; its state is guarded by the device's lock.
final class DeviceLists {
  private static final Duration TRUSTED_FOR = Duration.ofMinutes(10);
  private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(5);
  private static final String UNKNOWN_USER = "unknown-user";

  private final SignalDevice device;
  private final AccountService accounts;
  private final Tickets tickets;
  private final Errands errands;
  private final InstantSource clock;
  private final Set<UserId> asking = new HashSet<>();
  private final Map<UserId, Instant> askedAt = new HashMap<>();

  DeviceLists(
      SignalDevice device,
      AccountService accounts,
      Tickets tickets,
      Errands errands,
      InstantSource clock) {
    this.device = device;
    this.accounts = accounts;
    this.tickets = tickets;
    this.errands = errands;
    this.clock = clock;
  }

  /// Tells whether a user's list should be looked at again. Called in a turn.
  boolean isOld(UserId user) {
    Instant asked = askedAt.getOrDefault(user, Instant.EPOCH);
    return asked.plus(TRUSTED_FOR).isBefore(clock.instant());
  }

  /// Fetches a user's list, unless that is being done.
  void ask(UserId user) {
    boolean[] isFirst = {false};
    device.withoutCommit(
        () -> {
          isFirst[0] = asking.add(user);
          if (isFirst[0]) {
            askedAt.put(user, clock.instant());
          }
        });
    if (isFirst[0]) {
      errands.run(() -> askNow(user), problem -> onUnanswered(user, problem));
    }
  }

  private void askNow(UserId user) throws IOException, ProblemException {
    Mailroom mail = device.mail();
    String ticket = tickets.forApi();
    long[] mark = {0};
    device.withoutCommit(() -> mark[0] = mail.post().mark());
    ListedDevices list = accounts.devicesOf(ticket, Account.uuid(user));
    List<Integer> devices = list.devices().stream().map(ListedDevice::device).toList();
    List<Integer> strangers = new ArrayList<>();
    device.withoutCommit(() -> strangers.addAll(mail.strangers(user, devices)));
    List<PeerKeys> keys = List.of();
    if (!strangers.isEmpty()) {
      UserKeys found = accounts.keys(ticket, Account.uuid(user), strangers);
      keys = found.devices();
      if (keys.size() < strangers.size()) {
        throw new IOException("the device list changed meanwhile");
      }
    }
    List<PeerKeys> claimed = keys;
    device.turn(
        () -> {
          asking.remove(user);
          List<Parcel> parcels =
              new ArrayList<>(mail.learn(user, list.revision(), devices, claimed, mark[0]));
          parcels.addAll(device.pump(user));
          return parcels;
        });
  }

  private void onUnanswered(UserId user, Problem problem) {
    boolean isUnknown = problem.name().equals(UNKNOWN_USER);
    device.turn(
        () -> {
          asking.remove(user);
          if (isUnknown) {
            device.mail().giveUp(user, device.mail().post().mark());
          }
          return List.of();
        });
    device.onRefused(problem);
    if (!isUnknown) {
      errands.runAfter(ASK_AGAIN_AFTER, () -> ask(user), device::onRefused);
    }
  }
}
