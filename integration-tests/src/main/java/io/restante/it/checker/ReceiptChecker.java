package io.restante.it.checker;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.it.checker.ReceiptEvent.Decided;
import io.restante.it.checker.ReceiptEvent.Member;
import io.restante.it.checker.ReceiptEvent.Named;
import io.restante.it.checker.ReceiptEvent.Read;
import io.restante.it.checker.ReceiptEvent.Step;
import io.restante.it.checker.ReceiptEvent.Told;
import io.restante.it.topology.Roster;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongToIntFunction;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/// Judges receipts (law 8): none says more than is so, or what somebody keeps to himself; none says
/// less than one before; and at last senders are told everything. Pure; used once.
///
/// What a user has stored and says to have read counts from the moment of doing it, so a receipt is
/// judged by what is in the history before it.
final class ReceiptChecker {
  /// How many steps a receipt has at the most. With as many, something may be left out between the
  /// last two.
  private static final int STEPS_MOST = 16;

  private final History history;
  private final Storyteller storyteller;
  private final Map<GroupId, Roster> rosters = new HashMap<>();
  private final Map<Conversation, Course> courses = new LinkedHashMap<>();
  private final Map<UserId, Boolean> decisions = new HashMap<>();
  private final List<Draft> findings = new ArrayList<>();

  ReceiptChecker(History history, Storyteller storyteller) {
    this.history = history;
    this.storyteller = storyteller;
  }

  /// A conversation as it went, and what its sender was told of that.
  private static final class Course {
    private final Spread spread = new Spread();
    private final List<Told> told = new ArrayList<>();
    private final Map<UserId, Member> named = new HashMap<>();
  }

  List<Draft> judge(List<Event> events) {
    for (Event event : events) {
      if (event instanceof GroupEvent.Changed changed) {
        Set<UserId> coming =
            changed.coming().stream().map(DeviceAddress::user).collect(Collectors.toSet());
        rosters.computeIfAbsent(changed.group(), Roster::new).change(coming, changed.going());
      }
    }
    for (Event event : events) {
      take(event);
    }
    courses.forEach(this::requireTold);
    return findings;
  }

  private void take(Event event) {
    if (event instanceof Event.Sent sent) {
      Set<UserId> to = Set.of(sent.recipient());
      course(Conversation.with(sent.recipient(), sent.by())).spread.sent(sent.number(), to);
    } else if (event instanceof GroupEvent.Posted posted) {
      Roster roster = Objects.requireNonNull(rosters.get(posted.group()), "a group nobody made");
      Set<UserId> to = roster.through(posted.revision(), roster.revision());
      course(Conversation.with(posted.group(), posted.by())).spread.sent(posted.number(), to);
    } else if (event instanceof Event.Shown shown) {
      store(Conversation.with(shown.on().user(), shown.by()), shown.on(), shown.number());
    } else if (event instanceof GroupEvent.Seen seen) {
      store(Conversation.with(seen.group(), seen.by()), seen.on(), seen.number());
    } else if (event instanceof ReceiptEvent ofReceipt) {
      take(ofReceipt);
    }
  }

  /// A sender's own devices count for nothing.
  private void store(Conversation of, DeviceAddress on, long number) {
    if (!of.sender().user().equals(on.user())) {
      course(of).spread.stored(on, number);
    }
  }

  private void take(ReceiptEvent event) {
    switch (event) {
      case Decided(var _, var user, boolean isOpen) -> decisions.put(user, isOpen);
      case Read(var _, var by, var of, long number) -> course(of).spread.read(by.user(), number);
      case Told told -> onTold(told, course(told.of()));
      case Named named -> onNamed(named, course(named.of()));
    }
  }

  private Course course(Conversation of) {
    return courses.computeIfAbsent(of, _ -> new Course());
  }

  private boolean isOpen(UserId user) {
    return decisions.getOrDefault(user, false);
  }

  private void onTold(Told told, Course course) {
    for (Step step : told.steps()) {
      judge(told, step, course.spread);
    }
    judgeNotLess(told, course);
    course.told.add(told);
  }

  private void judge(Told told, Step step, Spread spread) {
    long number = step.number();
    int delivered = spread.delivered(number);
    if (step.delivered() > delivered) {
      String what =
          " was delivered to %d, and %d had stored it".formatted(step.delivered(), delivered);
      add(Breach.OVERSTATED, what, told, number);
    }
    boolean isSenderOpen = isOpen(told.of().sender().user());
    int read = isSenderOpen ? spread.read(number, this::isOpen) : 0;
    int inSecret = spread.read(number, _ -> true);
    if (step.read() > inSecret) {
      String what = " was read by %d, and %d had read it".formatted(step.read(), inSecret);
      add(Breach.OVERSTATED, what, told, number);
    } else if (step.read() > read) {
      String what =
          " was read by %d, and of %d that may be known here".formatted(step.read(), read);
      add(Breach.BETRAYED, what, told, number);
    }
  }

  private void add(Breach breach, String what, Told told, long number) {
    Conversation of = told.of();
    String claim =
        "%s was told that no. %d to %s"
            .formatted(history.name(of.sender()), number, history.peer(of))
            .concat(what);
    findings.add(new Draft(breach, claim, () -> storyteller.ofReceipt(of, number, told.atNanos())));
  }

  /// What was once said of a message is said again, unless this receipt had no room for it.
  private void judgeNotLess(Told told, Course course) {
    for (Told before : course.told) {
      for (long number : numbers(List.of(before, told))) {
        Step then = said(before.steps(), number);
        Step now = said(told.steps(), number);
        boolean isLess = now.delivered() < then.delivered() || now.read() < then.read();
        if (isLess && isExact(told.steps(), number)) {
          String claim =
              "%s was told less of no. %d to %s than before: delivered to %d, then %d;"
                  .concat(" read by %d, then %d")
                  .formatted(
                      history.name(told.of().sender()),
                      number,
                      history.peer(told.of()),
                      then.delivered(),
                      now.delivered(),
                      then.read(),
                      now.read());
          Supplier<List<String>> story =
              () -> storyteller.ofReceipts(told.of(), before.atNanos(), told.atNanos());
          findings.add(new Draft(Breach.WITHDRAWN, claim, story));
          return;
        }
      }
    }
  }

  /// Returns where what is said of messages may differ from one to the next, the highest first.
  private static List<Long> numbers(List<Told> told) {
    return told.stream()
        .flatMap(it -> it.steps().stream())
        .map(Step::number)
        .distinct()
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /// Returns what a receipt says of a message.
  private static Step said(List<Step> steps, long number) {
    return steps.stream()
        .filter(step -> step.number() >= number)
        .min(Comparator.comparingLong(Step::number))
        .orElse(new Step(number, 0, 0));
  }

  /// Whether a receipt says everything that its writer knows of a message.
  private static boolean isExact(List<Step> steps, long number) {
    return steps.size() < STEPS_MOST
        || number >= steps.get(STEPS_MOST - 2).number()
        || number <= steps.getLast().number();
  }

  private void onNamed(Named named, Course course) {
    for (Member member : named.members()) {
      judge(named, member, course.spread);
      Member before = course.named.put(member.user(), member);
      if (before != null
          && (before.delivered() > member.delivered() || before.read() > member.read())) {
        String what = ", after no. %d and no. %d".formatted(before.delivered(), before.read());
        add(Breach.WITHDRAWN, what, named, member);
      }
    }
  }

  private void judge(Named named, Member member, Spread spread) {
    UserId user = member.user();
    boolean isRead = member.read() > 0;
    if (!spread.has(user, member.delivered()) || (isRead && !spread.hasRead(user, member.read()))) {
      add(Breach.OVERSTATED, ", too soon", named, member);
    } else if (isRead && !(isOpen(user) && isOpen(named.of().sender().user()))) {
      add(Breach.BETRAYED, ", which one of them keeps to himself", named, member);
    }
  }

  private void add(Breach breach, String what, Named named, Member member) {
    Conversation of = named.of();
    String claim = claim(named, member).concat(what);
    long number = member.delivered();
    findings.add(
        new Draft(breach, claim, () -> storyteller.ofReceipt(of, number, named.atNanos())));
  }

  private String claim(Named named, Member member) {
    return "%s was told that %s has stored no. %d to %s, and read no. %d"
        .formatted(
            history.name(named.of().sender()),
            history.name(member.user()),
            member.delivered(),
            history.peer(named.of()),
            member.read());
  }

  /// Of each conversation at most one message is reported for each of the two.
  private void requireTold(Conversation of, Course course) {
    if (!decisions.containsKey(of.sender().user())) {
      return;
    }
    Spread spread = course.spread;
    boolean isSenderOpen = isOpen(of.sender().user());
    Set<Long> numbers = new HashSet<>(spread.standings());
    List<Long> falling = numbers.stream().sorted(Comparator.reverseOrder()).toList();
    require(of, course, falling, "delivered to", spread::delivered, Step::delivered);
    if (isSenderOpen) {
      require(
          of, course, falling, "read by", number -> spread.read(number, this::isOpen), Step::read);
    }
  }

  private void require(
      Conversation of,
      Course course,
      List<Long> numbers,
      String what,
      LongToIntFunction owed,
      ToIntFunction<Step> count) {
    List<Step> last = course.told.isEmpty() ? List.of() : course.told.getLast().steps();
    for (long number : numbers) {
      int is = owed.applyAsInt(number);
      int told =
          course.told.stream()
              .mapToInt(it -> count.applyAsInt(said(it.steps(), number)))
              .max()
              .orElse(0);
      if (told < is && isExact(last, number)) {
        String claim =
            "no. %d of %s to %s was %s %d, and the sender was told of %d"
                .formatted(number, history.name(of.sender()), history.peer(of), what, is, told);
        findings.add(
            new Draft(
                Breach.UNREPORTED, claim, () -> storyteller.ofReceipt(of, number, Long.MAX_VALUE)));
        return;
      }
    }
  }
}
