package io.restante.it.account;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.account.GroupService.Member;
import io.restante.it.signal.Content;
import io.restante.it.signal.SignalCore;
import io.restante.it.vault.Vault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Sees to it that every device of every member has this device's key for a group before anything
/// is sealed under it, and that nothing more is sealed under a key that somebody has who is no
/// member any more. Owned by one thread at a time.
///
/// The key goes out in ordinary messages to users. One counts when the log has it: then it is
/// delivered ahead of any group message that is sent later.
final class GroupKeys {
  private final Vault vault;
  private final SignalCore core;
  private final DeviceAddress self;
  private final GroupPost post;
  private final BiConsumer<UserId, Draft> mail;
  private final Supplier<MessageId> ids;

  /// Creates the keeper of keys.
  ///
  /// @param mail takes drafts for users
  GroupKeys(
      Vault vault,
      SignalCore core,
      DeviceAddress self,
      BiConsumer<UserId, Draft> mail,
      Supplier<MessageId> ids) {
    this.vault = vault;
    this.core = core;
    this.self = self;
    this.post = new GroupPost(vault);
    this.mail = mail;
    this.ids = ids;
  }

  /// Tells whether all who are to have the key have it, and writes to those who have not.
  boolean areOut(KnownGroup known) {
    GroupId group = known.id();
    OwnKey key = post.key(group);
    if (key != null && !key.pending().isEmpty()) {
      return false;
    }
    if (key == null || isStale(key, known)) {
      forget(group);
      key = OwnKey.fresh();
      String _ = core.groups().distribution(self, key.key()); // Made, even if nobody is to be told.
    }
    Map<UUID, Long> lacking = new HashMap<>();
    boolean isAnybodyUnknown = false;
    for (Member member : known.members()) {
      UserId user = Account.userId(member.user());
      Peer peer = Peer.of(vault, user);
      boolean isUnknownSelf = user.equals(self.user()) && !peer.isKnown();
      isAnybodyUnknown |= isUnknownSelf;
      if (!isUnknownSelf && lacks(key, member.user(), peer)) {
        lacking.put(member.user(), member.since());
      }
    }
    OwnKey given = key.givenTo(lacking);
    post.put(group, given);
    lacking.keySet().forEach(user -> write(known, given.key(), Account.userId(user)));
    return lacking.isEmpty() && !isAnybodyUnknown;
  }

  /// Writes the key, as it is now, to a user who has a device without it.
  void tell(KnownGroup known, DeviceAddress device) {
    OwnKey key = post.key(known.id());
    UUID user = Account.uuid(device.user());
    boolean isOnItsWay = key != null && key.pending().contains(user);
    if (key != null
        && !isOnItsWay
        && !isStale(key, known)
        && !key.isHeldBy(user, List.of(device.device()))) {
      known
          .member(device.user())
          .ifPresent(
              member -> {
                post.put(known.id(), key.givenTo(Map.of(user, member.since())));
                write(known, key.key(), device.user());
              });
    }
  }

  /// The log has a key for some devices of a user.
  ///
  /// @return the group, or null when the draft was none of the present key
  @Nullable GroupId distributed(Draft draft, Set<Integer> devices) {
    return changed(draft, key -> key.heldBy(draft.recipient(), devices));
  }

  /// A key could not be written to a user.
  ///
  /// @return the group, or null when the draft was none of the present key
  @Nullable GroupId undeliverable(Draft draft) {
    return changed(draft, key -> key.notFor(draft.recipient()));
  }

  /// Forgets the own key: the next message needs another.
  void forget(GroupId group) {
    OwnKey key = post.key(group);
    if (key != null) {
      core.groups().forgetOwn(self, key.key());
      post.removeKey(group);
    }
  }

  private @Nullable GroupId changed(Draft draft, UnaryOperator<OwnKey> change) {
    GroupPart part = draft.group();
    if (part == null || part.kind() != GroupPart.Kind.KEY) {
      return null;
    }
    OwnKey key = post.key(part.groupId());
    if (key == null || !key.key().equals(part.keyId())) {
      return null;
    }
    post.put(part.groupId(), change.apply(key));
    return part.groupId();
  }

  private void write(KnownGroup known, UUID key, UserId user) {
    String titleKey = known.titleKey() == null ? "" : known.titleKey();
    String distribution = core.groups().distribution(self, key);
    Content.SenderKey content = new Content.SenderKey(known.id(), distribution, titleKey);
    mail.accept(user, Draft.of(ids.get(), user, key, content));
  }

  private static boolean lacks(OwnKey key, UUID user, Peer peer) {
    return peer.isKnown() ? !key.isHeldBy(user, peer.devices()) : !key.unreachable().contains(user);
  }

  /// Tells whether somebody may have the key who must not read what comes.
  private boolean isStale(OwnKey key, KnownGroup known) {
    Map<UUID, Long> since = new HashMap<>();
    known.members().forEach(member -> since.put(member.user(), member.since()));
    boolean hasGone =
        key.given().entrySet().stream()
            .anyMatch(given -> !given.getValue().equals(since.get(given.getKey())));
    return hasGone
        || key.holders().entrySet().stream()
            .anyMatch(
                held -> {
                  Peer peer = Peer.of(vault, Account.userId(held.getKey()));
                  return peer.isKnown() && !peer.devices().containsAll(held.getValue());
                });
  }
}
