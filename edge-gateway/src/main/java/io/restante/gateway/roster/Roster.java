package io.restante.gateway.roster;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.restante.contract.ContractException;
import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageHead;
import io.restante.contract.UserId;
import io.restante.gateway.deliver.MessageWatch;
import io.restante.gateway.devices.DeviceLog.Discarder;
import io.restante.gateway.devices.KnownLists;
import io.restante.gateway.directory.DeviceLists.DeviceList;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares what senders knew of their recipients' devices with the lists as they are: tells those
/// who are behind, and throws away what is for no device any more.
///
/// Says and does only what it knows: of a user of whom nothing is known yet, nothing is thrown
/// away, and only whoever goes on writing for half a minute is told that there is no such user.
/// Called on lanes' threads; never blocks.
public final class Roster implements MessageWatch {
  private static final DeviceList NO_SUCH_USER = new DeviceList(0, List.of());
  private static final int TOLD_MAX = 10_000;
  private static final int UNKNOWN_MAX = 10_000;

  private final KnownLists lists;
  private final Notices notices;
  private final RosterSettings settings;
  private final InstantSource clock;
  private final RosterMetrics metrics = new RosterMetrics();
  private final Cache<Told, Boolean> told;

  /// Since when users are unknown, milliseconds since 1970 UTC.
  private final Cache<UserId, Long> unknown;

  private volatile Discarder discarder = (_, _) -> {}; // written by start, read by lanes

  private record Told(DeviceAddress sender, UserId user, long revision) {}

  /// Creates the roster; [#start] lets it throw away.
  public Roster(KnownLists lists, Notices notices, RosterSettings settings, InstantSource clock) {
    this.lists = lists;
    this.notices = notices;
    this.settings = settings;
    this.clock = clock;
    this.told =
        Caffeine.newBuilder()
            .maximumSize(TOLD_MAX)
            .expireAfterWrite(settings.tellAgainAfter())
            .build();
    this.unknown =
        Caffeine.newBuilder()
            .maximumSize(UNKNOWN_MAX)
            .expireAfterAccess(settings.unknownAfter().multipliedBy(4))
            .build();
  }

  /// Begins to throw away.
  ///
  /// @param lanes cuts off and empties
  public void start(Discarder lanes) {
    discarder = lanes;
  }

  /// Returns the counters.
  public RosterMetrics metrics() {
    return metrics;
  }

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
    DeviceList list = lists.list(recipient.user());
    if (list == null) {
      list = ifUnknownForLong(recipient.user());
    } else {
      unknown.invalidate(recipient.user());
    }
    if (list != null && (list.revision() == 0 || list.revision() >= head.deviceListRevision())) {
      judge(list, recipient, head);
    }
  }

  private @Nullable DeviceList ifUnknownForLong(UserId user) {
    long nowMs = clock.millis();
    long sinceMs = unknown.get(user, _ -> nowMs);
    return nowMs - sinceMs >= settings.unknownAfter().toMillis() ? NO_SUCH_USER : null;
  }

  /// Compares what a sender knew with the list as it is, or as it was a moment ago.
  private void judge(DeviceList list, DeviceAddress recipient, MessageHead head) {
    boolean isListed =
        list.devices().stream().anyMatch(device -> device.device() == recipient.device());
    if (!isListed && list.revision() > 0) {
      metrics.discarded.increment();
      discarder.discard(recipient, () -> {});
    }
    if (isListed && list.revision() <= head.deviceListRevision()) {
      return;
    }
    Told notice = new Told(head.sender(), recipient.user(), list.revision());
    if (told.asMap().putIfAbsent(notice, true) != null) {
      return;
    }
    if (notices.devicesChanged(notice.sender(), recipient.user(), list)) {
      metrics.told.increment();
    } else {
      told.invalidate(notice);
      metrics.dropped.increment();
    }
  }
}
