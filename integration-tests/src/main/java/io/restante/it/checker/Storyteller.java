package io.restante.it.checker;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.it.checker.Event.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells the shortest story of a message: what happened to itself, how the devices it was between
/// were connected, and the harm done meanwhile. Pure.
///
/// Of a long row of connections only the first and the last are told.
final class Storyteller {
  private static final long AROUND_NANOS = 1_000_000_000;

  /// How many lines about connections are told before the middle is left out; even.
  private static final int CONNECTIONS_MAX = 8;

  private final History history;
  private final List<Event> events;
  private final GroupWords groups;
  private final ReceiptWords receipts;
  private final Map<MessageId, Long> numbers = new HashMap<>();

  Storyteller(History history, List<Event> events) {
    this.history = history;
    this.events = events;
    this.groups = new GroupWords(history, events);
    this.receipts = new ReceiptWords(history);
    for (Event event : events) {
      if (event instanceof Sent sent) {
        numbers.put(sent.id(), sent.number());
      }
    }
  }

  /// Returns the story of one message on its way to a device.
  List<String> ofMessage(Sent sent, DeviceAddress to) {
    Set<MessageId> ids = Set.of(sent.id());
    return tell(new Scope(ids, null, null, between(sent, to), sent.atNanos(), end(ids, to)));
  }

  /// Returns the story of two messages that met on a device.
  List<String> ofMessages(Sent one, Sent two, DeviceAddress to) {
    Set<MessageId> ids = Set.of(one.id(), two.id());
    long from = Math.min(one.atNanos(), two.atNanos());
    return tell(new Scope(ids, null, null, between(one, to), from, end(ids, to)));
  }

  /// Returns the story of two messages to a group that met on a device; of one, when they are the
  /// same.
  List<String> ofPosts(GroupEvent.Posted one, GroupEvent.Posted two, DeviceAddress to) {
    Set<MessageId> ids = new HashSet<>(List.of(one.id(), two.id()));
    Set<DeviceAddress> devices = new HashSet<>(List.of(one.by(), two.by(), to));
    long from = events.stream().filter(it -> concerns(it, ids)).findFirst().orElse(one).atNanos();
    return tell(new Scope(ids, two.group(), null, devices, from, end(ids, to)));
  }

  /// Returns how a group changed, and what a device was told of it.
  List<String> ofGroup(GroupId group, DeviceAddress device) {
    return tell(
        new Scope(
            Set.of(), group, null, Set.of(device), Long.MIN_VALUE, events.getLast().atNanos()));
  }

  /// Returns the story of a message and of what its sender was told of it, up to a moment.
  List<String> ofReceipt(Conversation of, long number, long toNanos) {
    Set<MessageId> ids = new HashSet<>();
    long from = toNanos;
    for (Event event : events) {
      MessageId id = sent(event, of, number);
      if (id != null && ids.add(id)) {
        from = Math.min(from, event.atNanos());
      }
    }
    return tell(new Scope(ids, null, of, Set.of(of.sender()), from, toNanos));
  }

  /// Returns what the sender of a conversation was told of it, from one moment to another.
  List<String> ofReceipts(Conversation of, long fromNanos, long toNanos) {
    return tell(new Scope(Set.of(), null, of, Set.of(of.sender()), fromNanos, toNanos));
  }

  private static @Nullable MessageId sent(Event event, Conversation of, long number) {
    if (event instanceof Sent sent
        && sent.number() == number
        && Conversation.with(sent.recipient(), sent.by()).equals(of)) {
      return sent.id();
    }
    boolean isPosted =
        event instanceof GroupEvent.Posted posted
            && posted.number() == number
            && Conversation.with(posted.group(), posted.by()).equals(of);
    return isPosted ? GroupWords.message((GroupEvent) event) : null;
  }

  private static Set<DeviceAddress> between(Sent sent, DeviceAddress to) {
    return new HashSet<>(List.of(sent.by(), to));
  }

  /// Returns what happened to a device around a moment.
  List<String> ofDevice(DeviceAddress device, long atNanos) {
    return tell(new Scope(Set.of(), null, null, Set.of(device), atNanos - AROUND_NANOS, atNanos));
  }

  /// Returns the harm done around a moment.
  List<String> ofHarm(long atNanos) {
    return tell(new Scope(Set.of(), null, null, Set.of(), atNanos - AROUND_NANOS, atNanos));
  }

  /// The last thing known of messages; when they were not shown on a device, the end of all.
  private long end(Set<MessageId> ids, DeviceAddress on) {
    long end = Long.MIN_VALUE;
    boolean isShown = false;
    for (Event event : events) {
      if (concerns(event, ids)) {
        isShown |= event instanceof Event.Shown shown && shown.on().equals(on);
        isShown |= event instanceof GroupEvent.Seen seen && seen.on().equals(on);
        end = event.atNanos();
      }
    }
    return isShown ? end : events.getLast().atNanos();
  }

  /// What a story is about.
  ///
  /// @param group whose changes are told, or null
  /// @param receipts the conversation whose receipts are told, or null
  private record Scope(
      Set<MessageId> ids,
      @Nullable GroupId group,
      @Nullable Conversation receipts,
      Set<DeviceAddress> devices,
      long fromNanos,
      long toNanos) {
    private boolean isWithin(Event event) {
      return event.atNanos() >= fromNanos && event.atNanos() <= toNanos;
    }

    private boolean isTold(ReceiptEvent event) {
      return receipts != null
          && ReceiptWords.isOf(event, receipts)
          && (event instanceof ReceiptEvent.Decided || isWithin(event));
    }

    /// Of a message to a group, what others than these devices see of it is left out, unless that
    /// is what receipts are about.
    private boolean isTold(GroupEvent event) {
      return switch (event) {
        case GroupEvent.Seen seen ->
            ids.contains(seen.id()) && (receipts != null || devices.contains(seen.on()));
        case GroupEvent.Changed changed -> changed.group().equals(group) && isWithin(event);
        case GroupEvent.Told told ->
            told.group().equals(group) && devices.contains(told.on()) && isWithin(event);
        case GroupEvent.Shaken _ -> false;
        case GroupEvent.Posted _,
            GroupEvent.Taken _,
            GroupEvent.Rejected _,
            GroupEvent.Turned _,
            GroupEvent.Left _ ->
            concerns(event, ids);
      };
    }
  }

  private List<String> tell(Scope scope) {
    List<Line> lines = new ArrayList<>();
    Set<DeviceAddress> unacknowledged = new HashSet<>();
    Set<Event> harms = harmsWithin(scope.fromNanos, scope.toNanos);
    for (Event event : events) {
      if (event instanceof GroupEvent ofGroup) {
        if (scope.isTold(ofGroup)) {
          lines.add(new Line(event, false));
        }
      } else if (event instanceof ReceiptEvent ofReceipt) {
        if (scope.isTold(ofReceipt)) {
          lines.add(new Line(event, false));
        }
      } else if (concerns(event, scope.ids)) {
        lines.add(new Line(event, false));
        if (event instanceof Event.Shown shown) {
          unacknowledged.add(shown.on());
        }
      } else if (event instanceof Event.Acknowledged(var _, var on) && unacknowledged.remove(on)) {
        lines.add(new Line(event, false));
      } else if (scope.isWithin(event) && isConnectionOf(event, scope.devices)) {
        lines.add(new Line(event, true));
      } else if (harms.contains(event) || (scope.isWithin(event) && isTurn(event))) {
        lines.add(new Line(event, false));
      }
    }
    return shorten(lines);
  }

  /// One event of a story.
  ///
  /// @param canBeLeftOut whether the story can do without it
  private record Line(Event event, boolean canBeLeftOut) {}

  private List<String> shorten(List<Line> lines) {
    long many = lines.stream().filter(Line::canBeLeftOut).count();
    long seen = 0;
    List<String> story = new ArrayList<>();
    for (Line line : lines) {
      if (line.canBeLeftOut) {
        seen++;
        if (many > CONNECTIONS_MAX && seen == CONNECTIONS_MAX / 2 + 1) {
          story.add("          … " + (many - CONNECTIONS_MAX) + " more of connections …");
        }
      }
      boolean isMiddle = seen > CONNECTIONS_MAX / 2 && seen <= many - CONNECTIONS_MAX / 2;
      if (!line.canBeLeftOut || many <= CONNECTIONS_MAX || !isMiddle) {
        story.add(text(line.event));
      }
    }
    return story;
  }

  /// Returns the beginnings and ends of harm that was being done between two moments.
  private Set<Event> harmsWithin(long fromNanos, long toNanos) {
    Map<String, Event> open = new HashMap<>();
    Set<Event> within = new HashSet<>();
    for (Event event : events) {
      if (event instanceof Event.Harmed(var _, var what)) {
        open.put(what, event);
      } else if (event instanceof Event.Healed(var at, var what)) {
        Event began = open.remove(what);
        if (began != null && began.atNanos() <= toNanos && at >= fromNanos - AROUND_NANOS) {
          within.add(began);
          within.add(event);
        }
      }
    }
    open.values().stream().filter(began -> began.atNanos() <= toNanos).forEach(within::add);
    return within;
  }

  private static boolean isTurn(Event event) {
    return event instanceof Event.Drained || event instanceof Event.Died;
  }

  private static boolean isConnectionOf(Event event, Set<DeviceAddress> devices) {
    return switch (event) {
      case Event.Connected(var _, var on) -> devices.contains(on);
      case Event.Disconnected(var _, var on, var _) -> devices.contains(on);
      case Event.Complained(var _, var on, var _) -> devices.contains(on);
      case Event.Sent _,
          Event.Accepted _,
          Event.Refused _,
          Event.Shown _,
          Event.Acknowledged _,
          Event.Expired _,
          Event.Harmed _,
          Event.Healed _,
          Event.Died _,
          Event.Found _,
          Event.Drained _,
          GroupEvent _,
          ReceiptEvent _ ->
          false;
    };
  }

  private static boolean concerns(Event event, Set<MessageId> ids) {
    return switch (event) {
      case Event.Sent sent -> ids.contains(sent.id());
      case Event.Accepted accepted -> ids.contains(accepted.id());
      case Event.Refused refused -> ids.contains(refused.id());
      case Event.Shown shown -> ids.contains(shown.id());
      case Event.Expired expired -> ids.contains(expired.id());
      case Event.Found found -> ids.contains(found.id());
      case GroupEvent ofGroup -> {
        MessageId message = GroupWords.message(ofGroup);
        yield message != null && ids.contains(message);
      }
      case Event.Acknowledged _,
          Event.Connected _,
          Event.Disconnected _,
          Event.Complained _,
          Event.Harmed _,
          Event.Healed _,
          Event.Died _,
          Event.Drained _,
          ReceiptEvent _ ->
          false;
    };
  }

  private String text(Event event) {
    double seconds = (event.atNanos() - events.getFirst().atNanos()) / 1e9;
    return String.format(Locale.ROOT, "%7.3f s  %s", seconds, words(event));
  }

  private String words(Event event) {
    return switch (event) {
      case Event.Sent sent ->
          "%s sends no. %d to %s, devices %s (%s)"
              .formatted(
                  history.name(sent.by()),
                  sent.number(),
                  history.name(sent.recipient()),
                  sent.copies().keySet().stream().sorted().toList(),
                  sent.id());
      case Event.Accepted accepted ->
          history.name(accepted.by()) + " is told ACCEPTED of " + number(accepted.id());
      case Event.Refused refused ->
          "%s is told REJECTED of %s: %s"
              .formatted(history.name(refused.by()), number(refused.id()), refused.why());
      case Event.Shown shown ->
          "%s shows no. %d of %s"
              .formatted(history.name(shown.on()), shown.number(), history.name(shown.by()));
      case Event.Acknowledged(var _, var on) -> history.name(on) + " acknowledges";
      case Event.Expired expired ->
          history.name(expired.by()) + " is told that " + number(expired.id()) + " has expired";
      case Event.Connected(var _, var on) -> history.name(on) + " is welcomed";
      case Event.Disconnected(var _, var on, var why) ->
          history.name(on) + " has no connection: " + why;
      case Event.Complained(var _, var on, var what) -> history.name(on) + " complains: " + what;
      case Event.Harmed(var _, var what) -> "[fault begins] " + what;
      case Event.Healed(var _, var what) -> "[fault ends] " + what;
      case Event.Found found ->
          "the copy of %s for device %d is in %s"
              .formatted(number(found.id()), found.device(), found.where());
      case Event.Died(var _, var what) -> what;
      case Event.Drained _ -> "the final drain is over";
      case GroupEvent ofGroup -> groups.of(ofGroup);
      case ReceiptEvent ofReceipt -> receipts.of(ofReceipt);
    };
  }

  private String number(MessageId id) {
    return "no. " + numbers.get(id);
  }
}
