package io.restante.gateway.roster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.restante.contract.ContractException;
import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageHead;
import io.restante.contract.UserId;
import io.restante.gateway.deliver.MessageWatch;
import io.restante.gateway.directory.DeviceLists;
import io.restante.gateway.directory.DeviceLists.Change;
import io.restante.gateway.directory.DeviceLists.DeviceList;
import io.restante.gateway.directory.DirectoryUnavailableException;
import io.restante.gateway.login.RemovedDevices;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows everybody's device lists.
///
/// Two threads of its own ask the directory. One follows the changes: removed devices are cut off,
/// and lists kept in memory that have changed are forgotten. The other looks up the lists that
/// messages on their way through this node have to be checked against.
///
/// The queue of checks: bound [RosterSettings#checksMax]; when it is full, further checks are
/// dropped, so a sender hears of a changed list only with its next message; nobody is slowed; the
/// meter is `edge.roster.dropped`.
public final class Roster implements MessageWatch, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Roster.class);
  private static final DeviceList NO_SUCH_USER = new DeviceList(0, List.of());
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int TOLD_MAX = 10_000;
  private static final int DISCARD_AGAIN_ROUNDS = 20;

  private final DeviceLists directory;
  private final Notices notices;
  private final RosterSettings settings;
  private final InstantSource clock;
  private final RosterMetrics metrics = new RosterMetrics();
  private final Removals removals;
  private final Cache<UserId, DeviceList> lists;
  private final Cache<Told, Boolean> told;
  private final BlockingQueue<Check> checks;
  private final Thread follower;
  private final Thread checker;
  private volatile Discarder discarder = (_, _) -> {}; // written by start, read by both threads
  private volatile boolean stopping;

  /// Cuts off a device and empties its mailbox.
  @FunctionalInterface
  public interface Discarder {
    /// Does so.
    ///
    /// @param whenDone run when the mailbox is empty
    void discard(DeviceAddress device, Runnable whenDone);
  }

  private record Check(DeviceAddress recipient, MessageHead head) {}

  private record Told(DeviceAddress sender, UserId user, long revision) {}

  /// Creates the roster; [#start] begins it.
  public Roster(
      DeviceLists directory, Notices notices, RosterSettings settings, InstantSource clock) {
    this.directory = directory;
    this.notices = notices;
    this.settings = settings;
    this.clock = clock;
    this.removals = new Removals(settings.remembered());
    this.lists = Caffeine.newBuilder().maximumSize(settings.listsMax()).build();
    this.told =
        Caffeine.newBuilder()
            .maximumSize(TOLD_MAX)
            .expireAfterWrite(settings.tellAgainAfter())
            .build();
    this.checks = new ArrayBlockingQueue<>(settings.checksMax());
    this.follower = Thread.ofPlatform().name("roster-changes").unstarted(this::follow);
    this.checker = Thread.ofPlatform().name("roster-checks").unstarted(this::check);
  }

  /// Learns which devices were removed lately, then begins to follow.
  ///
  /// @param lanes cuts off and empties
  /// @throws DirectoryUnavailableException when the directory can't be asked
  public void start(Discarder lanes) {
    discarder = lanes;
    Instant since = clock.instant().minus(settings.remembered()).minus(DeviceLists.OVERLAP);
    takeUp(directory.changesSince(since));
    follower.start();
    checker.start();
  }

  /// Returns who knows the removed devices.
  public RemovedDevices removedDevices() {
    return removals;
  }

  /// Returns the counters.
  public RosterMetrics metrics() {
    return metrics;
  }

  /// Runs on a lane's thread.
  @Override
  public void onMessage(DeviceAddress recipient, ByteBuffer value) {
    MessageHead head;
    try {
      head = MessageHead.peek(value);
    } catch (ContractException e) {
      return; // Whoever reads the message will say what is wrong with it.
    }
    if (head == null) {
      return;
    }
    metrics.messages.increment();
    DeviceList list = lists.getIfPresent(recipient.user());
    Check check = new Check(recipient, head);
    if (list == null || list.revision() < head.deviceListRevision() || !judge(list, check)) {
      offer(check);
    }
  }

  private void offer(Check check) {
    if (!checks.offer(check)) {
      metrics.dropped.increment();
    }
  }

  /// Compares what a sender knew with the list as it is; returns false when it has to be said
  /// again.
  private boolean judge(DeviceList list, Check check) {
    boolean isListed =
        list.devices().stream().anyMatch(device -> device.device() == check.recipient().device());
    if (!isListed && list.revision() > 0) {
      // Of a user the directory does not know, nothing is thrown away: it may be behind.
      discard(check.recipient());
    }
    if (isListed && list.revision() <= check.head().deviceListRevision()) {
      return true;
    }
    UserId user = check.recipient().user();
    Told notice = new Told(check.head().sender(), user, list.revision());
    if (told.asMap().putIfAbsent(notice, true) != null) {
      return true;
    }
    if (!notices.devicesChanged(notice.sender(), user, list)) {
      told.invalidate(notice);
      return false;
    }
    metrics.told.increment();
    return true;
  }

  private void discard(DeviceAddress device) {
    metrics.discarded.increment();
    discarder.discard(device, () -> removals.emptied(device));
  }

  private void check() {
    try {
      while (!stopping) {
        Check check = checks.take();
        metrics.lookups.increment();
        DeviceList list = lookUp(check.recipient().user());
        lists.put(check.recipient().user(), list);
        if (!judge(list, check)) {
          TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
          offer(check);
        }
      }
    } catch (InterruptedException e) {
      if (!stopping) {
        throw new IllegalStateException("roster interrupted", e);
      }
    }
  }

  private DeviceList lookUp(UserId user) throws InterruptedException {
    while (true) {
      try {
        return directory.deviceList(user).orElse(NO_SUCH_USER);
      } catch (DirectoryUnavailableException e) {
        failed();
      }
    }
  }

  private void follow() {
    Instant since = clock.instant().minus(DeviceLists.OVERLAP);
    boolean isFailing = false;
    try {
      for (long round = 1; !stopping; round++) {
        TimeUnit.MILLISECONDS.sleep(settings.changesInterval().toMillis());
        try {
          Instant last = takeUp(directory.changesSince(since));
          since = later(since, last.minus(DeviceLists.OVERLAP));
          isFailing = false;
        } catch (DirectoryUnavailableException e) {
          if (!isFailing) {
            LOGGER.atWarn().log("directory unavailable, device lists are not followed");
          }
          isFailing = true;
          failed();
        }
        removals.forgetOld(clock.instant());
        if (round % DISCARD_AGAIN_ROUNDS == 0) {
          removals.notEmptied().forEach(this::discard);
        }
      }
    } catch (InterruptedException e) {
      if (!stopping) {
        throw new IllegalStateException("roster interrupted", e);
      }
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private void failed() throws InterruptedException {
    metrics.failures.increment();
    TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
  }

  /// Takes changes up; returns the time of the last one.
  private Instant takeUp(List<Change> changes) {
    Instant last = Instant.EPOCH;
    for (Change change : changes) {
      last = change.at();
      DeviceAddress device = change.device();
      lists
          .asMap()
          .computeIfPresent(
              device.user(), (_, list) -> list.revision() < change.revision() ? null : list);
      switch (change.kind()) {
        case REMOVED -> {
          if (removals.add(device, change.at())) {
            discard(device);
          }
        }
        case ADDED -> {}
      }
    }
    return last;
  }

  /// Stops both threads.
  @Override
  public void close() {
    stopping = true;
    for (Thread thread : List.of(follower, checker)) {
      thread.interrupt();
      try {
        thread.join(RETRY.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
