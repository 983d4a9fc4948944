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
import io.restante.it.device.Detector;
import io.restante.it.device.Findings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges a history that ends with a final drain, after which every device has been connected and
/// whole for long enough. Pure; used once.
public final class Checker {
  private final History history;
  private final List<Event> events;
  private final Storyteller storyteller;
  private final Map<MessageId, Fate> fates = new LinkedHashMap<>();
  private final Map<DeviceAddress, Screen> screens = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  private Checker(History history) {
    this.history = history;
    this.events = history.events();
    this.storyteller = new Storyteller(history, events);
  }

  /// Returns the broken promises, in the order in which they show.
  public static List<Finding> judge(History history) {
    return new Checker(history).judge();
  }

  private List<Finding> judge() {
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
              storyteller.ofDevice(complained.on(), complained.atNanos()));
      case Event.Died(var at, var what) -> add(Breach.DIED, what, storyteller.ofHarm(at));
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
          storyteller.ofMessage(fate.sent, refused.by()));
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
        storyteller.ofMessage(sent, device));
  }

  private void onShown(Shown shown) {
    Fate fate = fates.get(shown.id());
    if (fate == null) {
      add(
          Breach.INVENTED,
          history.name(shown.on()) + " was shown a message that nobody had sent",
          storyteller.ofDevice(shown.on(), shown.atNanos()));
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
          storyteller.ofMessage(sent, shown.on()));
      return;
    }
    if (content != shown.content()
        || sent.number() != shown.number()
        || !sent.by().equals(shown.by())) {
      add(
          Breach.ALTERED,
          message(sent) + " was shown on " + history.name(shown.on()) + " as another",
          storyteller.ofMessage(sent, shown.on()));
    }
    judgeOrder(fate, shown);
  }

  private void judgeOrder(Fate fate, Shown shown) {
    Screen screen = screens.computeIfAbsent(shown.on(), _ -> new Screen());
    Screen.Sight sight = screen.look(shown);
    String on = " on " + history.name(shown.on());
    switch (sight) {
      case NEXT -> {}
      case REPEATED ->
          add(
              Breach.REPEATED,
              message(fate.sent) + " was shown twice" + on,
              storyteller.ofMessage(fate.sent, shown.on()));
      case LATE ->
          add(
              Breach.REORDERED,
              message(fate.sent) + " was shown after " + other(screen, shown) + on,
              story(fate.sent, screen, shown));
      case OTHER ->
          add(
              Breach.RENUMBERED,
              message(fate.sent) + " bore the number of another message" + on,
              story(fate.sent, screen, shown));
    }
  }

  private static String other(Screen screen, Shown shown) {
    Shown other = screen.other(shown);
    return other == null ? "a later one" : "no. " + other.number();
  }

  private List<String> story(Sent sent, Screen screen, Shown shown) {
    Shown other = screen.other(shown);
    Fate otherFate = other == null ? null : fates.get(other.id());
    return otherFate == null
        ? storyteller.ofMessage(sent, shown.on())
        : storyteller.ofMessages(otherFate.sent, sent, shown.on());
  }

  private void judge(Fate fate) {
    Sent sent = fate.sent;
    if (!fate.isAccepted && !fate.isRefused) {
      add(
          Breach.UNANSWERED,
          message(sent) + " was neither accepted nor refused",
          storyteller.ofMessage(sent, sent.by()));
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
            storyteller.ofMessage(sent, on));
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

  private void add(Breach breach, String claim, List<String> story) {
    findings.add(new Finding(breach, claim, story));
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

  /// What one device has shown, as its holder saw it.
  private static final class Screen {
    private final Detector detector = new Detector();
    private final Map<ConversationId, Shown> highest = new HashMap<>();
    private final Map<ConversationId, Map<Long, Shown>> byNumber = new HashMap<>();

    /// How a message looks after those before it.
    private enum Sight {
      NEXT,
      LATE,
      REPEATED,
      OTHER
    }

    private Sight look(Shown shown) {
      ConversationId conversation = new ConversationId(shown.by());
      Findings before = detector.findings();
      Detector.Verdict verdict = detector.onMessage(conversation, shown.number(), shown.id());
      Findings after = detector.findings();
      if (verdict == Detector.Verdict.REPEAT) {
        return Sight.REPEATED;
      }
      Sight sight =
          after.renumbered() > before.renumbered()
              ? Sight.OTHER
              : after.late() > before.late() ? Sight.LATE : Sight.NEXT;
      if (sight == Sight.NEXT) {
        highest.put(conversation, shown);
      }
      byNumber
          .computeIfAbsent(conversation, _ -> new HashMap<>())
          .putIfAbsent(shown.number(), shown);
      return sight;
    }

    /// Returns the message that this one collides with: of the same number, or the highest.
    private @Nullable Shown other(Shown shown) {
      ConversationId conversation = new ConversationId(shown.by());
      Shown same = byNumber.getOrDefault(conversation, Map.of()).get(shown.number());
      return same != null && !same.id().equals(shown.id()) ? same : highest.get(conversation);
    }
  }
}
