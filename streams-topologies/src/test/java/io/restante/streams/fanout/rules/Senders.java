package io.restante.streams.fanout.rules;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.messaging.GroupRefusalReason;
import io.restante.streams.fanout.rules.FanOutWorld.Sent;
import io.restante.streams.fanout.rules.TruthfulDirectory.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// The devices that send, by the rules of the protocol: what was not accepted is repeated as it
/// was; what was refused, and all after it that has not come back, is sent again, with a newer
/// revision when the sender was no member; and what has come back is never sent again. Nobody gives
/// a message up.
final class Senders {
  private final TruthfulDirectory directory;
  private final List<Sent> log;
  private final Map<String, Conversation> conversations = new LinkedHashMap<>();

  Senders(TruthfulDirectory directory, List<Sent> log) {
    this.directory = directory;
    this.log = log;
  }

  /// What one device writes to one group.
  private static final class Conversation {
    private final GroupId group;
    private final DeviceAddress device;

    /// What has not come back, as it was sent last.
    private final TreeMap<Long, Sent> out = new TreeMap<>();

    /// The revision that each came back with, or was sent with last.
    private final Map<Long, Long> revisions = new HashMap<>();

    private long last;

    /// From where on it waits until its user is a member again; the highest number: it does not.
    private long waitsFrom = Long.MAX_VALUE;

    Conversation(GroupId group, DeviceAddress device) {
      this.group = group;
      this.device = device;
    }

    Sent next(long number, long revision) {
      long settled = out.isEmpty() ? number - 1 : out.firstKey() - 1;
      return new Sent(group, device, number, revision, Math.min(settled, number - 1));
    }
  }

  private Conversation conversation(GroupId group, DeviceAddress device) {
    return conversations.computeIfAbsent(
        group + " " + device, _ -> new Conversation(group, device));
  }

  /// Writes a message, unless the device waits and its user is still no member.
  void write(GroupId group, DeviceAddress device, long revision) {
    Conversation conversation = conversation(group, device);
    goOn(conversation);
    if (conversation.waitsFrom == Long.MAX_VALUE) {
      post(conversation, conversation.next(++conversation.last, revision));
    }
  }

  private void post(Conversation conversation, Sent sent) {
    conversation.out.put(sent.number(), sent);
    conversation.revisions.put(sent.number(), sent.revision());
    log.add(sent);
  }

  /// A connection broke before ACCEPTED: the same again, from some number on.
  void repeat(RandomGenerator random) {
    List<Conversation> all = List.copyOf(conversations.values());
    if (all.isEmpty()) {
      return;
    }
    Conversation conversation = all.get(random.nextInt(all.size()));
    List<Sent> sent = List.copyOf(conversation.out.headMap(conversation.waitsFrom, false).values());
    if (!sent.isEmpty()) {
      log.addAll(sent.subList(random.nextInt(sent.size()), sent.size()));
    }
  }

  /// A message has come back, as it was sent with a revision.
  void returned(GroupId group, DeviceAddress device, long number, long revision) {
    Conversation conversation = conversation(group, device);
    if (conversation.out.remove(number) != null) {
      conversation.revisions.put(number, revision);
    }
  }

  /// A message, as it was sent with a revision, went to nobody, and so did what stands after it.
  void refused(Sent refused, GroupRefusalReason reason) {
    Conversation conversation = conversation(refused.group(), refused.device());
    Map.Entry<Long, Sent> first = conversation.out.ceilingEntry(refused.number());
    if (first == null || first.getKey() >= conversation.waitsFrom) {
      return;
    }
    boolean isThat =
        first.getKey() == refused.number() && first.getValue().revision() == refused.revision();
    if (isThat && reason == GroupRefusalReason.NOT_A_MEMBER) {
      conversation.waitsFrom = first.getKey();
      goOn(conversation);
    } else if (!directory.group(refused.group()).isGone) {
      asItWas(conversation, first.getKey());
    }
  }

  /// Sends what has not come back once more, with the revisions that it has.
  private void asItWas(Conversation conversation, long from) {
    List.copyOf(conversation.out.subMap(from, conversation.waitsFrom).values())
        .forEach(sent -> post(conversation, conversation.next(sent.number(), sent.revision())));
  }

  /// Lets all go on whose users are members again.
  void goOn() {
    conversations.values().forEach(this::goOn);
  }

  private void goOn(Conversation conversation) {
    long from = conversation.waitsFrom;
    if (from == Long.MAX_VALUE || !isMember(conversation)) {
      return;
    }
    conversation.waitsFrom = Long.MAX_VALUE;
    Group group = directory.group(conversation.group);
    Map.Entry<Long, Sent> first = conversation.out.ceilingEntry(from);
    if (first == null) {
      return;
    }
    if (first.getValue().revision() >= group.since(conversation.device.user())) {
      // The group was not known yet.
      asItWas(conversation, from);
      return;
    }
    List.copyOf(conversation.out.tailMap(from).keySet())
        .forEach(number -> post(conversation, conversation.next(number, group.revision())));
  }

  private boolean isMember(Conversation conversation) {
    Group group = directory.group(conversation.group);
    return !group.isGone && group.history.getLast().contains(conversation.device.user());
  }

  /// Returns what has to have come to everybody, as it came back or was sent last.
  List<Sent> due() {
    List<Sent> due = new ArrayList<>();
    for (Conversation conversation : conversations.values()) {
      Group group = directory.group(conversation.group);
      for (long number = 1; number <= conversation.last; number++) {
        long revision = conversation.revisions.getOrDefault(number, 0L);
        boolean isFromTheFuture = revision > group.revision();
        if (group.isGone || number >= conversation.waitsFrom || isFromTheFuture) {
          break;
        }
        due.add(new Sent(conversation.group, conversation.device, number, revision, 0));
      }
    }
    return due;
  }
}
