package io.restante.it.account;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.it.account.GroupLine.Refused;
import io.restante.it.device.GroupParcel;
import io.restante.it.signal.Content;
import io.restante.it.signal.Texts;
import io.restante.it.vault.Vault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Groups, and what this device writes to them, in the vault: a text in the queue, then a sealed
/// message until it comes back. Of each group the last [#SENT_MAX] texts are kept for devices that
/// could not open them. Owned by one thread at a time.
///
/// Names: `group/known/<group>`, `group/title/<group>`, `group/line/<group>`, `group/key/<group>`,
/// `group/queue/<group>/<place>`, `group/out/<group>/<number>`, `group/sent/<group>/<number>`.
final class GroupPost {
  static final int OUT_MAX = 500;
  static final int SENT_MAX = 100;

  private static final int UUID_CHARS = 36;
  private static final String KNOWN = "group/known/";
  private static final String OFFERED = "group/title/";
  private static final String LINE = "group/line/";
  private static final String KEY = "group/key/";
  private static final String QUEUE = "group/queue/";
  private static final String OUT = "group/out/";
  private static final String SENT = "group/sent/";

  private final Vault vault;

  GroupPost(Vault vault) {
    this.vault = vault;
  }

  /// A text as it was written; its text form says nothing.
  record Written(UUID id, long writtenAtMs, String text, @Nullable String number) {
    static Written of(MessageId id, Content.Text text) {
      UUID uuid = new UUID(id.high(), id.low());
      return new Written(uuid, text.writtenAt().toEpochMilli(), text.text(), text.number());
    }

    MessageId messageId() {
      return new MessageId(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    Content.Text content() {
      return new Content.Text(Instant.ofEpochMilli(writtenAtMs), text, number);
    }

    @Override
    public String toString() {
      return "***";
    }
  }

  /// A sealed message that has not come back.
  ///
  /// @param revision of its first sending under this number
  /// @param isAccepted whether the log has it, and nothing was said against it since
  record Sealed(Written text, long number, long revision, String ciphertext, boolean isAccepted) {
    /// @param settled up to which number all have come back
    GroupParcel parcel(GroupId group, long settled) {
      ByteBuffer bytes = ByteBuffer.wrap(Texts.decode(ciphertext)).asReadOnlyBuffer();
      return new GroupParcel(text.messageId(), group, number, revision, settled, bytes);
    }

    /// Whether this is what was refused, and not an earlier sending of it.
    boolean is(Refused refused) {
      return text.messageId().equals(refused.id())
          && number == refused.number()
          && revision == refused.revision();
    }

    Sealed accepted(boolean is) {
      return new Sealed(text, number, revision, ciphertext, is);
    }
  }

  /// A text that was sealed, and the devices it was sent to once more.
  record Sent(Written text, long revision, List<String> again) {
    Sent {
      again = List.copyOf(again);
    }
  }

  @Nullable KnownGroup known(GroupId group) {
    byte[] json = vault.get(KNOWN + group);
    return json == null ? null : Json.readOwn(json, KnownGroup.class);
  }

  List<KnownGroup> all() {
    return vault.under(KNOWN).values().stream()
        .map(json -> Json.readOwn(json, KnownGroup.class))
        .toList();
  }

  void put(KnownGroup known) {
    vault.put(KNOWN + known.id(), Json.write(known));
  }

  /// Keeps what somebody says the title is sealed with, until it is.
  void offerTitleKey(GroupId group, String key) {
    vault.put(OFFERED + group, key.getBytes(StandardCharsets.US_ASCII));
  }

  /// Returns a group with the title key that was offered, when it is without one that fits.
  KnownGroup withOfferedKey(KnownGroup known) {
    byte[] offered = vault.get(OFFERED + known.id());
    if (offered == null || known.title().isPresent()) {
      return known;
    }
    KnownGroup now = known.withTitleKey(new String(offered, StandardCharsets.US_ASCII));
    return now.title().isPresent() ? now : known;
  }

  GroupLine line(GroupId group) {
    byte[] json = vault.get(LINE + group);
    return json == null ? GroupLine.NEW : Json.readOwn(json, GroupLine.class);
  }

  void put(GroupId group, GroupLine line) {
    vault.put(LINE + group, Json.write(line));
  }

  @Nullable OwnKey key(GroupId group) {
    byte[] json = vault.get(KEY + group);
    return json == null ? null : Json.readOwn(json, OwnKey.class);
  }

  void put(GroupId group, OwnKey key) {
    vault.put(KEY + group, Json.write(key));
  }

  void removeKey(GroupId group) {
    vault.remove(KEY + group);
  }

  void enqueue(GroupId group, Written text) {
    NavigableMap<String, byte[]> all = vault.under(QUEUE + group + "/1/");
    long last = all.isEmpty() ? 0 : number(all.lastKey());
    vault.put(QUEUE + group + "/1/" + place(last + 1), Json.write(text));
  }

  /// Returns what waits to be sealed with its names, the oldest first.
  NavigableMap<String, byte[]> queue(GroupId group) {
    return vault.under(QUEUE + group + "/");
  }

  void unqueue(String name) {
    vault.remove(name);
  }

  /// Returns the name in the queue of a text, when it is there.
  Optional<String> queued(GroupId group, MessageId id) {
    return queue(group).entrySet().stream()
        .filter(entry -> Json.readOwn(entry.getValue(), Written.class).messageId().equals(id))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  void putOut(GroupId group, Sealed sealed) {
    vault.put(OUT + group + "/" + place(sealed.number()), Json.write(sealed));
    String sent = SENT + group + "/";
    vault.put(
        sent + place(sealed.number()),
        Json.write(new Sent(sealed.text(), sealed.revision(), List.of())));
    vault.remove(sent + place(sealed.number() - SENT_MAX));
  }

  boolean hasRoom(GroupId group) {
    return vault.under(OUT + group + "/").size() < OUT_MAX;
  }

  @Nullable Sealed out(GroupId group, long number) {
    byte[] json = vault.get(OUT + group + "/" + place(number));
    return json == null ? null : Json.readOwn(json, Sealed.class);
  }

  /// Returns what has not come back, in order, from a number on.
  List<Sealed> outFrom(GroupId group, long number) {
    String prefix = OUT + group + "/";
    return vault.under(prefix).tailMap(prefix + place(number), true).values().stream()
        .map(json -> Json.readOwn(json, Sealed.class))
        .toList();
  }

  /// Returns what is to be sent once more: the first that was not accepted, and all after it.
  List<GroupParcel> unaccepted(GroupId group) {
    List<GroupParcel> parcels = new ArrayList<>();
    long settled = settled(group);
    for (Sealed sealed : outFrom(group, 0)) {
      if (!sealed.isAccepted() || !parcels.isEmpty()) {
        parcels.add(sealed.parcel(group, settled));
      }
    }
    return parcels;
  }

  /// Returns up to which number all have come back.
  long settled(GroupId group) {
    NavigableMap<String, byte[]> all = vault.under(OUT + group + "/");
    return all.isEmpty() ? line(group).lastNumber() : number(all.firstKey()) - 1;
  }

  void markAccepted(GroupId group, Sealed sealed, boolean isAccepted) {
    vault.put(OUT + group + "/" + place(sealed.number()), Json.write(sealed.accepted(isAccepted)));
  }

  void takeOut(GroupId group, long number) {
    vault.remove(OUT + group + "/" + place(number));
  }

  /// Makes a sealed message a text again, ahead of all that was not sealed.
  void unseal(GroupId group, Sealed sealed) {
    takeOut(group, sealed.number());
    vault.remove(SENT + group + "/" + place(sealed.number()));
    vault.put(QUEUE + group + "/0/" + place(sealed.number()), Json.write(sealed.text()));
  }

  /// Finds what a device could not open, for once.
  Optional<Sent> takeForRetry(GroupId group, DeviceAddress device, MessageId id, long number) {
    String name = SENT + group + "/" + place(number);
    byte[] json = vault.get(name);
    if (json == null) {
      return Optional.empty();
    }
    Sent sent = Json.readOwn(json, Sent.class);
    String asker = device.user() + "/" + device.device();
    if (!sent.text().messageId().equals(id) || sent.again().contains(asker)) {
      return Optional.empty();
    }
    List<String> again = new ArrayList<>(sent.again());
    again.add(asker);
    vault.put(name, Json.write(new Sent(sent.text(), sent.revision(), again)));
    return Optional.of(sent);
  }

  /// Returns the groups that something is to be written to.
  Set<GroupId> busy() {
    Set<GroupId> groups = new LinkedHashSet<>();
    for (String prefix : List.of(QUEUE, OUT, LINE)) {
      for (String name : vault.under(prefix).keySet()) {
        int from = prefix.length();
        groups.add(GroupPart.groupId(UUID.fromString(name.substring(from, from + UUID_CHARS))));
      }
    }
    return groups;
  }

  private static long number(String name) {
    return Long.parseLong(name.substring(name.lastIndexOf('/') + 1));
  }

  private static String place(long number) {
    return String.format(Locale.ROOT, "%019d", Math.max(0, number));
  }
}
