package io.restante.it.account;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.account.GroupPost.Sent;
import io.restante.it.device.Received;
import io.restante.it.signal.Content;
import io.restante.it.signal.GroupLetter;
import io.restante.it.signal.Letter;
import io.restante.it.signal.Opened;
import io.restante.it.signal.SignalCore;
import io.restante.it.vault.Vault;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// What a device reads of groups: opens what comes, takes in keys, asks for what it cannot open,
/// and answers others who ask. Owned by one thread at a time.
///
/// Bounds: a message is asked for once; of one device in one group, [Retries#ASKED_MAX] at a time;
/// what has not come [Retries#WAITED_FOR] numbers later is waited for no more.
final class GroupReading {
  private static final String ASKED = "group/asked/";
  private static final byte[] YES = {1};

  private final Vault vault;
  private final SignalCore core;
  private final DeviceAddress self;
  private final SignalListener listener;
  private final GroupMail groups;
  private final GroupKeys keys;
  private final BiConsumer<UserId, Draft> mail;
  private final Supplier<MessageId> ids;

  /// What reading needs of the rest of the device.
  ///
  /// @param mail takes drafts for users
  record Desk(
      GroupMail groups, GroupKeys keys, BiConsumer<UserId, Draft> mail, Supplier<MessageId> ids) {}

  GroupReading(
      Vault vault, SignalCore core, DeviceAddress self, SignalListener listener, Desk desk) {
    this.vault = vault;
    this.core = core;
    this.self = self;
    this.listener = listener;
    this.groups = desk.groups();
    this.keys = desk.keys();
    this.mail = desk.mail();
    this.ids = desk.ids();
  }

  /// Takes in a message to a group.
  void received(GroupId group, Received envelope) {
    DeviceAddress from = envelope.conversation().sender();
    if (from.equals(self)) {
      groups.returned(group, envelope.id(), envelope.number());
      return;
    }
    if (groups.post().known(group) == null) {
      groups.departures().want(group);
    }
    Opened opened =
        core.groups().open(from, group, envelope.id(), envelope.number(), envelope.ciphertext());
    switch (opened) {
      case Opened.GroupRead read -> {
        forgetAsked(group, from, envelope.number() - Retries.WAITED_FOR);
        if (read.letter().content() instanceof Content.Text text) {
          listener.groupText(read.letter(), text, read.skipped());
        }
      }
      case Opened.Repeat _ -> {}
      case Opened.Unreadable unreadable when asksFor(group, envelope, unreadable.flaw()) -> {
        Content.GroupUnread request =
            new Content.GroupUnread(group, from.device(), envelope.id(), envelope.number());
        mail.accept(from.user(), Draft.of(ids.get(), from.user(), request));
        listener.askedAgain(from.user(), unreadable);
      }
      case Opened.Unreadable _, Opened.Misrouted _, Opened.Read _ ->
          listener.dropped(from.user(), opened);
    }
  }

  /// Takes in a key that another device has sent.
  void read(DeviceAddress from, Content.SenderKey key) {
    if (core.groups().takeKey(from, key)) {
      groups.learnTitleKey(key.group(), key.titleKey());
    } else {
      listener.dropped(from.user(), new Opened.Unreadable(Opened.Flaw.MALFORMED));
    }
  }

  /// Answers a device that could not open a message of this one: if it is one of a member's who was
  /// one at the message's revision already, with the key it lacks and then the message once more.
  void read(DeviceAddress from, Content.GroupUnread unread) {
    KnownGroup known = groups.post().known(unread.group());
    if (unread.device() != self.device() || known == null || known.hasLeft()) {
      return;
    }
    long since = known.member(from.user()).map(GroupService.Member::since).orElse(Long.MAX_VALUE);
    groups
        .post()
        .takeForRetry(unread.group(), from, unread.original(), unread.number())
        .filter(sent -> since <= sent.revision())
        .ifPresent(sent -> answer(known, from, unread, sent));
  }

  /// Reads a message that was asked for.
  void read(Letter letter, Content.GroupAgain again) {
    String asked = asked(again.group(), letter.from()) + place(again.number());
    if (again.device() == self.device() && vault.get(asked) != null) {
      vault.remove(asked);
      if (core.groups().readsFirst(again.group(), letter.from(), again.number())) {
        GroupLetter original =
            new GroupLetter(
                again.original(), again.number(), letter.from(), again.group(), again.text());
        listener.groupText(original, again.text(), 0);
      }
    }
  }

  private void answer(KnownGroup known, DeviceAddress from, Content.GroupUnread unread, Sent sent) {
    keys.tell(known, from);
    Content.GroupAgain again =
        new Content.GroupAgain(
            unread.group(),
            from.device(),
            unread.original(),
            unread.number(),
            sent.text().content());
    mail.accept(from.user(), Draft.of(ids.get(), from.user(), again));
  }

  private boolean asksFor(GroupId group, Received envelope, Opened.Flaw flaw) {
    DeviceAddress from = envelope.conversation().sender();
    boolean isHopeful =
        switch (flaw) {
          case NO_SESSION, UNKNOWN_KEY, FORGED -> true;
          case MALFORMED, UNKNOWN_FORM -> false;
        };
    String name = asked(group, from) + place(envelope.number());
    boolean isTooMuch = vault.under(asked(group, from)).size() >= Retries.ASKED_MAX;
    if (!isHopeful || isTooMuch || vault.get(name) != null) {
      return false;
    }
    vault.put(name, YES);
    return true;
  }

  private void forgetAsked(GroupId group, DeviceAddress from, long upTo) {
    String last = asked(group, from) + place(upTo);
    vault.under(asked(group, from)).headMap(last, true).keySet().forEach(vault::remove);
  }

  private static String asked(GroupId group, DeviceAddress from) {
    return ASKED + group + "/" + from.user() + "/" + from.device() + "/";
  }

  private static String place(long number) {
    return String.format(Locale.ROOT, "%019d", Math.max(0, number));
  }
}
