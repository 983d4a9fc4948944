package io.restante.it.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restante.contract.MessageId;
import io.restante.it.vault.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// Contacts and history in a device's vault. Whoever calls holds the vault; nothing counts before
/// its commit.
///
/// Of each conversation the last [#HISTORY_MAX] messages are kept.
final class Notebook {
  static final int HISTORY_MAX = 2_000;
  static final int NUMBERS_MAX = 500;

  private static final String CONTACT = "chat/contact/";
  private static final String HISTORY = "chat/history/";
  private static final String GROUP = "chat/group/";
  private static final String WAITING = "chat/waiting/";
  private static final String NUMBER = "chat/number/";
  private static final String LAST_NUMBER = "chat/last-number/";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Vault vault;

  Notebook(Vault vault) {
    this.vault = vault;
  }

  void put(Contact contact) {
    vault.put(CONTACT + contact.user(), write(contact));
  }

  Optional<Contact> contact(UUID user) {
    return Optional.ofNullable(vault.get(CONTACT + user)).map(json -> read(json, Contact.class));
  }

  List<Contact> contacts() {
    return vault.under(CONTACT).values().stream().map(json -> read(json, Contact.class)).toList();
  }

  /// Adds a message to a conversation.
  void add(UUID peer, HistoryEntry entry) {
    vault.put(nextPlace(peer), write(entry));
  }

  /// Adds an own message whose mark will change.
  void addWaiting(UUID peer, MessageId id, HistoryEntry entry) {
    String place = nextPlace(peer);
    vault.put(place, write(entry));
    vault.put(WAITING + id, place.getBytes(StandardCharsets.UTF_8));
  }

  /// Marks an own message.
  ///
  /// @return the message, unless it is not waiting
  Optional<HistoryEntry> mark(MessageId id, HistoryEntry.Mark mark) {
    byte[] place = vault.get(WAITING + id);
    if (place == null) {
      return Optional.empty();
    }
    String name = new String(place, StandardCharsets.UTF_8);
    byte[] json = vault.get(name);
    if (json == null) {
      return Optional.empty();
    }
    HistoryEntry marked = read(json, HistoryEntry.class).marked(mark);
    vault.put(name, write(marked));
    return Optional.of(marked);
  }

  /// Notes the place of an own waiting message in its conversation. Of each the last [#NUMBERS_MAX]
  /// are kept.
  void putNumber(MessageId id, long number) {
    byte[] place = vault.get(WAITING + id);
    Optional<UUID> peer = peerOf(id);
    if (place != null && peer.isPresent()) {
      String prefix = NUMBER + peer.get() + "/";
      vault.put(prefix + padded(number), place);
      String last = Long.toString(Math.max(number, lastNumber(peer.get())));
      vault.put(LAST_NUMBER + peer.get(), last.getBytes(StandardCharsets.UTF_8));
      NavigableMap<String, byte[]> all = vault.under(prefix);
      if (all.size() > NUMBERS_MAX) {
        vault.remove(all.firstKey());
      }
    }
  }

  /// Returns own messages of a conversation that somebody may not have read yet, by their numbers.
  NavigableMap<Long, HistoryEntry> numbered(UUID peer) {
    String prefix = NUMBER + peer + "/";
    NavigableMap<Long, HistoryEntry> entries = new TreeMap<>();
    vault
        .under(prefix)
        .forEach(
            (name, place) -> {
              byte[] json = vault.get(new String(place, StandardCharsets.UTF_8));
              if (json != null) {
                long number = Long.parseLong(name.substring(prefix.length()));
                entries.put(number, read(json, HistoryEntry.class));
              }
            });
    return entries;
  }

  /// Returns the number of the newest own message of a conversation, or 0.
  long lastNumber(UUID peer) {
    byte[] last = vault.get(LAST_NUMBER + peer);
    return last == null ? 0 : Long.parseLong(new String(last, StandardCharsets.UTF_8));
  }

  /// Marks an own message by its number; one that was read by all changes no more.
  void mark(UUID peer, long number, HistoryEntry.Mark mark) {
    String key = NUMBER + peer + "/" + padded(number);
    byte[] place = vault.get(key);
    byte[] json = place == null ? null : vault.get(new String(place, StandardCharsets.UTF_8));
    if (place != null && json != null) {
      HistoryEntry marked = read(json, HistoryEntry.class).marked(mark);
      vault.put(new String(place, StandardCharsets.UTF_8), write(marked));
      if (mark == HistoryEntry.Mark.READ) {
        vault.remove(key);
      }
    }
  }

  /// Returns the user or group that an own waiting message is for.
  Optional<UUID> peerOf(MessageId id) {
    byte[] place = vault.get(WAITING + id);
    if (place == null) {
      return Optional.empty();
    }
    String name = new String(place, StandardCharsets.UTF_8).substring(HISTORY.length());
    return Optional.of(UUID.fromString(name.substring(0, name.indexOf('/'))));
  }

  /// Notes how a group is called here.
  void putGroupName(UUID group, String name) {
    vault.put(GROUP + group, name.getBytes(StandardCharsets.UTF_8));
  }

  /// Returns how groups are called here.
  Map<UUID, String> groupNames() {
    Map<UUID, String> names = new LinkedHashMap<>();
    vault
        .under(GROUP)
        .forEach(
            (name, value) ->
                names.put(
                    UUID.fromString(name.substring(GROUP.length())),
                    new String(value, StandardCharsets.UTF_8)));
    return names;
  }

  /// An own message is waiting no more.
  void forgetWaiting(MessageId id) {
    vault.remove(WAITING + id);
  }

  /// Returns how many own messages are waiting.
  int waiting() {
    return vault.under(WAITING).size();
  }

  /// Returns the last messages of a conversation, the oldest first.
  List<HistoryEntry> last(UUID peer, int count) {
    NavigableMap<String, byte[]> all = vault.under(HISTORY + peer + "/");
    return all.values().stream()
        .skip(Math.max(0, all.size() - count))
        .map(json -> read(json, HistoryEntry.class))
        .toList();
  }

  private String nextPlace(UUID peer) {
    String prefix = HISTORY + peer + "/";
    NavigableMap<String, byte[]> all = vault.under(prefix);
    long next = all.isEmpty() ? 1 : Long.parseLong(all.lastKey().substring(prefix.length())) + 1;
    if (all.size() >= HISTORY_MAX) {
      vault.remove(all.firstKey());
    }
    return prefix + padded(next);
  }

  private static String padded(long number) {
    return String.format(Locale.ROOT, "%012d", number);
  }

  private static byte[] write(Object record) {
    try {
      return JSON.writeValueAsBytes(record);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record that cannot be written", e);
    }
  }

  private static <T> T read(byte[] json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (IOException e) {
      throw new IllegalStateException("a stored record is none", e);
    }
  }
}
