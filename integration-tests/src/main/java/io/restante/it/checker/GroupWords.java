package io.restante.it.checker;

import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says what happened to groups and their messages. Pure.
final class GroupWords {
  private final History history;
  private final Map<MessageId, Long> numbers = new HashMap<>();
  private final Map<GroupEvent.Changed, Long> revisions = new HashMap<>();

  GroupWords(History history, List<Event> events) {
    this.history = history;
    Map<GroupId, Long> last = new HashMap<>();
    for (Event event : events) {
      if (event instanceof GroupEvent.Posted posted) {
        numbers.put(posted.id(), posted.number());
      } else if (event instanceof GroupEvent.Changed changed) {
        revisions.put(changed, last.merge(changed.group(), 1L, Long::sum));
      }
    }
  }

  /// Returns the message that something happened to, or null when it happened to none.
  static @Nullable MessageId message(GroupEvent event) {
    return switch (event) {
      case GroupEvent.Posted posted -> posted.id();
      case GroupEvent.Taken taken -> taken.id();
      case GroupEvent.Rejected rejected -> rejected.id();
      case GroupEvent.Turned turned -> turned.id();
      case GroupEvent.Seen seen -> seen.id();
      case GroupEvent.Left left -> left.id();
      case GroupEvent.Changed _, GroupEvent.Told _, GroupEvent.Shaken _ -> null;
    };
  }

  String of(GroupEvent event) {
    return switch (event) {
      case GroupEvent.Changed changed ->
          "%s has revision %s: %s come, %s go"
              .formatted(
                  history.name(changed.group()),
                  revisions.get(changed),
                  changed.coming().stream().map(history::name).sorted().toList(),
                  changed.going().stream().map(history::name).sorted().toList());
      case GroupEvent.Posted posted ->
          "%s sends no. %d to %s at revision %d (%s)"
              .formatted(
                  history.name(posted.by()),
                  posted.number(),
                  history.name(posted.group()),
                  posted.revision(),
                  posted.id());
      case GroupEvent.Taken taken ->
          history.name(taken.by()) + " is told ACCEPTED of " + number(taken.id());
      case GroupEvent.Rejected rejected ->
          "%s is told REJECTED of %s: %s"
              .formatted(history.name(rejected.by()), number(rejected.id()), rejected.why());
      case GroupEvent.Turned turned ->
          "%s %s that %s went to nobody: %s"
              .formatted(
                  history.name(turned.by()),
                  turned.isTold() ? "is told" : "concludes",
                  number(turned.id()),
                  turned.why());
      case GroupEvent.Seen seen ->
          "%s shows no. %d of %s to %s"
              .formatted(
                  history.name(seen.on()),
                  seen.number(),
                  history.name(seen.by()),
                  history.name(seen.group()));
      case GroupEvent.Told told ->
          "%s is told that %s is at revision %d"
              .formatted(history.name(told.on()), history.name(told.group()), told.revision());
      case GroupEvent.Shaken _ -> "harm is done to the fan-out";
      case GroupEvent.Left left -> number(left.id()) + " is in " + left.where();
    };
  }

  private String number(MessageId id) {
    return "no. " + numbers.get(id);
  }
}
