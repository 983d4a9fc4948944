package io.restante.it.account;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.device.Parcel;
import io.restante.it.signal.Texts;
import io.restante.it.vault.Vault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a message is on its way out, in the vault: a draft in the queue, a sealed parcel in the
/// outbox, then a record of what was sent and to which devices. Owned by one thread at a time.
///
/// Bounds: a draft is taken from the queue only while the outbox holds fewer than [#OUTBOX_MAX]
/// parcels; of each user the last [#SENT_MAX] sent messages are kept, and the last [#SETTLED_MAX]
/// of those that all devices got.
final class Post {
  static final int OUTBOX_MAX = 1_000;
  static final int SENT_MAX = 500;
  static final int SETTLED_MAX = 100;

  private static final int UUID_CHARS = 36;
  private static final String QUEUE = "post/queue/";
  private static final String OUTBOX = "post/outbox/";
  private static final String SENT = "post/sent/";
  private static final String SETTLED = "post/settled/";

  private final Vault vault;
  private long lastPlace;

  Post(Vault vault) {
    this.vault = vault;
    this.lastPlace = Math.max(lastPlace(QUEUE), lastPlace(OUTBOX));
  }

  /// A sealed message on its way, as the vault has it.
  record Sealed(
      Draft draft, long number, long revision, Map<Integer, String> copies, boolean isSupplement) {
    Sealed {
      copies = Map.copyOf(copies);
    }

    Parcel parcel() {
      Map<Integer, ByteBuffer> bytes = new HashMap<>();
      copies.forEach(
          (device, copy) ->
              bytes.put(device, ByteBuffer.wrap(Texts.decode(copy)).asReadOnlyBuffer()));
      return new Parcel(
          draft.messageId(), draft.recipientId(), number, revision, bytes, isSupplement);
    }
  }

  /// A message that was sent, the devices it was sent to, and those it was sent to once more.
  record Sent(
      Draft draft,
      long number,
      long revision,
      List<Integer> devices,
      @Nullable List<Integer> again) {
    Sent {
      devices = List.copyOf(devices);
    }

    Sent(Draft draft, long number, long revision, List<Integer> devices) {
      this(draft, number, revision, devices, null);
    }

    private boolean mayGoAgainTo(int device) {
      boolean isFirst = again == null || !again.contains(device);
      return draft.retry() == null && devices.contains(device) && isFirst;
    }

    private Sent goneAgainTo(int device) {
      List<Integer> more = again == null ? new ArrayList<>() : new ArrayList<>(again);
      more.add(device);
      return new Sent(draft, number, revision, devices, more);
    }
  }

  void enqueue(Draft draft) {
    vault.put(QUEUE + place(++lastPlace), Json.write(draft));
  }

  /// Returns a mark between the drafts so far and those to come.
  long mark() {
    return lastPlace;
  }

  /// Returns the drafts for a user with their names, the oldest first.
  SortedMap<String, Draft> queue(UserId user) {
    return queue(user, Long.MAX_VALUE);
  }

  /// Returns those drafts for a user that are older than a mark.
  SortedMap<String, Draft> queue(UserId user, long mark) {
    SortedMap<String, Draft> drafts = new TreeMap<>();
    vault
        .under(QUEUE)
        .headMap(QUEUE + place(mark), true)
        .forEach(
            (name, json) -> {
              Draft draft = Json.readOwn(json, Draft.class);
              if (draft.recipientId().equals(user)) {
                drafts.put(name, draft);
              }
            });
    return drafts;
  }

  /// Drops the oldest drafts for a user.
  ///
  /// @param max how many are kept
  void trim(UserId user, int max) {
    SortedMap<String, Draft> drafts = queue(user);
    drafts.keySet().stream().limit(Math.max(0, drafts.size() - max)).forEach(this::unqueue);
  }

  /// Returns the users that drafts are for.
  List<UserId> queuedFor() {
    return vault.under(QUEUE).values().stream()
        .map(json -> Json.readOwn(json, Draft.class).recipientId())
        .distinct()
        .toList();
  }

  void unqueue(String name) {
    vault.remove(name);
  }

  boolean hasRoom() {
    return vault.under(OUTBOX).size() < OUTBOX_MAX;
  }

  void putOut(Sealed sealed) {
    vault.put(OUTBOX + place(++lastPlace), Json.write(sealed));
  }

  /// Returns what was sealed and not accepted, in order.
  List<Sealed> outbox() {
    return vault.under(OUTBOX).values().stream()
        .map(json -> Json.readOwn(json, Sealed.class))
        .toList();
  }

  /// Tells whether something for a user is not accepted yet.
  boolean isUnderWay(UserId user) {
    return outbox().stream().anyMatch(parcel -> parcel.draft().recipientId().equals(user));
  }

  /// Replaces what is in the outbox under the same message id.
  void replace(Sealed sealed) {
    for (String name : names(sealed.draft().messageId())) {
      vault.put(name, Json.write(sealed));
    }
  }

  /// Takes a message out of the outbox.
  ///
  /// @return what it was; nothing when it was not there
  List<Sealed> takeOut(MessageId id) {
    List<Sealed> taken = new ArrayList<>();
    for (String name : names(id)) {
      byte[] json = vault.get(name);
      if (json != null) {
        taken.add(Json.readOwn(json, Sealed.class));
        vault.remove(name);
      }
    }
    return taken;
  }

  void putSent(Sent sent) {
    String prefix = SENT + sent.draft().recipientId() + "/";
    vault.put(prefix + place(sent.number()), Json.write(sent));
    vault.remove(prefix + place(sent.number() - SENT_MAX));
  }

  void removeSent(UserId user, long number) {
    vault.remove(SENT + user + "/" + place(number));
  }

  /// Keeps what all devices got for those that cannot open it, and for nobody else.
  void settle(Sent sent) {
    UserId user = sent.draft().recipientId();
    removeSent(user, sent.number());
    vault.put(SETTLED + user + "/" + place(sent.number()), Json.write(sent));
    vault.remove(SETTLED + user + "/" + place(sent.number() - SETTLED_MAX));
  }

  /// Finds what a device could not open, for once.
  Optional<Draft> takeForRetry(DeviceAddress device, MessageId id, long number) {
    for (String prefix : List.of(SENT, SETTLED)) {
      String name = prefix + device.user() + "/" + place(number);
      byte[] json = vault.get(name);
      Sent sent = json == null ? null : Json.readOwn(json, Sent.class);
      if (sent != null
          && sent.draft().messageId().equals(id)
          && sent.mayGoAgainTo(device.device())) {
        vault.put(name, Json.write(sent.goneAgainTo(device.device())));
        return Optional.of(sent.draft());
      }
    }
    return Optional.empty();
  }

  /// Returns what was sent to a user and is kept, in order.
  List<Sent> sentTo(UserId user) {
    return vault.under(SENT + user + "/").values().stream()
        .map(json -> Json.readOwn(json, Sent.class))
        .toList();
  }

  /// Returns the users that something sent is kept of.
  Set<UserId> sentToAnybody() {
    Set<UserId> users = new LinkedHashSet<>();
    for (String name : vault.under(SENT).keySet()) {
      users.add(
          Account.userId(
              UUID.fromString(name.substring(SENT.length(), SENT.length() + UUID_CHARS))));
    }
    return users;
  }

  private List<String> names(MessageId id) {
    List<String> names = new ArrayList<>();
    vault
        .under(OUTBOX)
        .forEach(
            (name, json) -> {
              if (Json.readOwn(json, Sealed.class).draft().messageId().equals(id)) {
                names.add(name);
              }
            });
    return names;
  }

  private long lastPlace(String prefix) {
    Map<String, byte[]> all = vault.under(prefix);
    return all.isEmpty()
        ? 0
        : Long.parseLong(vault.under(prefix).lastKey().substring(prefix.length()));
  }

  private static String place(long number) {
    return String.format(Locale.ROOT, "%019d", Math.max(0, number));
  }
}
