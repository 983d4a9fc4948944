package io.restante.it.checker;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.it.checker.Event.Accepted;
import io.restante.it.checker.Event.Complained;
import io.restante.it.checker.Event.Expired;
import io.restante.it.checker.Event.Found;
import io.restante.it.checker.Event.Refused;
import io.restante.it.checker.Event.Sent;
import io.restante.it.checker.Event.Shown;
import io.restante.it.device.ConversationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Judges a history that ends with a final drain, after which every device has been connected and
/// whole for long enough. Pure; used once.
public final class Checker {
  private final History history;
  private final List<Event> events;
  private final Storyteller storyteller;
  private final Map<MessageId, Fate> fates = new LinkedHashMap<>();
  private final Map<DeviceAddress, Screen> screens = new HashMap<>();
  private final List<Draft> findings = new ArrayList<>();

  private Checker(History history, Storyteller storyteller, List<Event> events) {
    this.history = history;
    this.events = events;
    this.storyteller = storyteller;
  }

  /// Returns the broken promises: of messages to users in the order in which they show, then those
  /// of messages to groups, then those of receipts.
  public static List<Finding> judge(History history) {
    return drafts(history).stream().map(Draft::finding).toList();
  }

  /// Whether something is still to come: an answer, a message, the news of a change, or a receipt.
  public static boolean isOwed(History history) {
    return drafts(history).stream().anyMatch(Draft::isOwed);
  }

  private static List<Draft> drafts(History history) {
    List<Event> events = history.events();
    Storyteller storyteller = new Storyteller(history, events);
    List<Draft> drafts = new ArrayList<>(new Checker(history, storyteller, events).judge());
    drafts.addAll(new GroupChecker(history, storyteller).judge(events));
    drafts.addAll(new ReceiptChecker(history, storyteller).judge(events));
    return drafts;
  }

  private List<Draft> judge() {
    for (Event event : events) {
      if (event instanceof Sent sent) {
        fates.put(sent.id(), new Fate(sent));
      }
    }
    events.forEach(this::take);
    fates.values().forEach(this::judge);
    return List.copyOf(findings);
  }

  private void take(Event event) {
    switch (event) {
      case Accepted accepted -> fate(accepted.id()).isAccepted = true;
      case Refused refused -> onRefused(refused);
      case Expired expired -> fate(expired.id()).isExpired = true;
      case Shown shown -> onShown(shown);
      case Found found -> onFound(found);
      case Complained complained ->
          add(
              Breach.PROTOCOL,
              history.name(complained.on()) + ": " + complained.what(),
              () -> storyteller.ofDevice(complained.on(), complained.atNanos()));
      case Event.Died(var at, var what) -> add(Breach.DIED, what, () -> storyteller.ofHarm(at));
      case GroupEvent _, ReceiptEvent _ -> {}
      case Sent _,
          Event.Acknowledged _,
          Event.Connected _,
          Event.Disconnected _,
          Event.Harmed _,
          Event.Healed _,
          Event.Drained _ -> {}
    }
  }

  private void onRefused(Refused refused) {
    if (refused.isFinal()) {
      Fate fate = fate(refused.id());
      fate.isRefused = true;
      add(
          Breach.REFUSED,
          message(fate.sent) + " was refused for good: " + refused.why(),
          () -> storyteller.ofMessage(fate.sent, refused.by()));
    }
  }

  private void onFound(Found found) {
    Sent sent = fate(found.id()).sent;
    DeviceAddress device = new DeviceAddress(sent.recipient(), found.device());
    add(
        Breach.KEPT,
        message(sent)
            + " was delivered to "
            + history.name(device)
            + " and is still in "
            + found.where(),
        () -> storyteller.ofMessage(sent, device));
  }

  private void onShown(Shown shown) {
    Fate fate = fates.get(shown.id());
    if (fate == null) {
      add(
          Breach.INVENTED,
          history.name(shown.on()) + " was shown a message that nobody had sent",
          () -> storyteller.ofDevice(shown.on(), shown.atNanos()));
      return;
    }
    Sent sent = fate.sent;
    fate.shownOn.add(shown.on());
    Long content =
        shown.on().user().equals(sent.recipient()) ? sent.copies().get(shown.on().device()) : null;
    if (content == null) {
      add(
          Breach.MISDELIVERED,
          message(sent) + " was shown on " + history.name(shown.on()),
          () -> storyteller.ofMessage(sent, shown.on()));
      return;
    }
    if (content != shown.content()
        || sent.number() != shown.number()
        || !sent.by().equals(shown.by())) {
      add(
          Breach.ALTERED,
          message(sent) + " was shown on " + history.name(shown.on()) + " as another",
          () -> storyteller.ofMessage(sent, shown.on()));
    }
    judgeOrder(fate, shown);
  }

  private void judgeOrder(Fate fate, Shown shown) {
    Screen screen = screens.computeIfAbsent(shown.on(), _ -> new Screen());
    ConversationId conversation = new ConversationId(shown.by());
    Screen.Sight sight = screen.look(conversation, shown.number(), shown.id());
    MessageId met = screen.other(conversation, shown.number(), shown.id());
    Fate other = met == null ? null : fates.get(met);
    String on = " on " + history.name(shown.on());
    switch (sight) {
      case NEXT -> {}
      case REPEATED ->
          add(
              Breach.REPEATED,
              message(fate.sent) + " was shown twice" + on,
              () -> storyteller.ofMessage(fate.sent, shown.on()));
      case LATE ->
          add(
              Breach.REORDERED,
              message(fate.sent) + " was shown after " + name(other) + on,
              story(fate.sent, other, shown));
      case OTHER ->
          add(
              Breach.RENUMBERED,
              message(fate.sent) + " bore the number of another message" + on,
              story(fate.sent, other, shown));
    }
  }

  private static String name(@Nullable Fate other) {
    return other == null ? "a later one" : "no. " + other.sent.number();
  }

  private Supplier<List<String>> story(Sent sent, @Nullable Fate other, Shown shown) {
    return () ->
        other == null
            ? storyteller.ofMessage(sent, shown.on())
            : storyteller.ofMessages(other.sent, sent, shown.on());
  }

  private void judge(Fate fate) {
    Sent sent = fate.sent;
    if (!fate.isAccepted && !fate.isRefused) {
      add(
          Breach.UNANSWERED,
          message(sent) + " was neither accepted nor refused",
          () -> storyteller.ofMessage(sent, sent.by()));
      return;
    }
    if (!fate.isAccepted || fate.isExpired) {
      return;
    }
    for (int device : sent.copies().keySet()) {
      DeviceAddress on = new DeviceAddress(sent.recipient(), device);
      if (!fate.shownOn.contains(on)) {
        add(
            Breach.LOST,
            message(sent) + " was accepted and never shown on " + history.name(on),
            () -> storyteller.ofMessage(sent, on));
      }
    }
  }

  private String message(Sent sent) {
    return "no. %d of %s to %s"
        .formatted(sent.number(), history.name(sent.by()), history.name(sent.recipient()));
  }

  private Fate fate(MessageId id) {
    Fate fate = fates.get(id);
    if (fate == null) {
      throw new IllegalArgumentException(id + ": not in the history (expected: sent before)");
    }
    return fate;
  }

  private void add(Breach breach, String claim, Supplier<List<String>> story) {
    findings.add(new Draft(breach, claim, story));
  }

  /// What became of one message.
  private static final class Fate {
    private final Sent sent;
    private final Set<DeviceAddress> shownOn = new HashSet<>();
    private boolean isAccepted;
    private boolean isRefused;
    private boolean isExpired;

    private Fate(Sent sent) {
      this.sent = sent;
    }
  }
}
