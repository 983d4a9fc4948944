package io.restante.it.signal;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.vault.Vault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.signal.libsignal.protocol.DuplicateMessageException;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.InvalidVersionException;
import org.signal.libsignal.protocol.LegacyMessageException;
import org.signal.libsignal.protocol.NoSessionException;
import org.signal.libsignal.protocol.groups.GroupCipher;
import org.signal.libsignal.protocol.groups.GroupSessionBuilder;
import org.signal.libsignal.protocol.message.SenderKeyDistributionMessage;

/// Seals letters for groups and opens those of others, with a sender key for each device, group and
/// rotation. Who may have a key is for whoever calls to say. Nothing it does counts before the
/// vault's commit.
///
/// Names in the vault: `groupkey/<group>/<user>/<device>`, which keys a device has sent, and
/// `groupseen/<group>/<user>/<device>`. Of each device the last [#KEYS_MAX] keys of a group are
/// kept: a new one overtakes messages under the one before it.
///
/// Owned by one thread at a time.
public final class GroupCore {
  static final int KEYS_MAX = 3;

  private static final String KEYS = "groupkey/";
  private static final String SEEN = "groupseen/";

  private final Vault vault;
  private final SignalState state;

  GroupCore(SignalState state) {
    this.vault = state.vault();
    this.state = state;
  }

  /// Returns a key of this device as it is now, to be told to others: they can open what is sealed
  /// from here on. Makes it when there is none.
  ///
  /// @param key names it
  public String distribution(DeviceAddress self, UUID key) {
    var address = SignalState.protocolAddress(self);
    return Texts.encode(new GroupSessionBuilder(state).create(address, key).serialize());
  }

  /// Forgets a key of this device: nothing more is sealed under it.
  public void forgetOwn(DeviceAddress self, UUID key) {
    state.removeSenderKey(SignalState.protocolAddress(self), key);
  }

  /// Takes in another device's key.
  ///
  /// @return false when it is none
  public boolean takeKey(DeviceAddress from, Content.SenderKey key) {
    try {
      var message = new SenderKeyDistributionMessage(Texts.decode(key.key()));
      new GroupSessionBuilder(state).process(SignalState.protocolAddress(from), message);
      remember(from, key.group(), message.getDistributionId());
      return true;
    } catch (InvalidMessageException
        | InvalidVersionException
        | LegacyMessageException
        | InvalidKeyException
        | IllegalArgumentException e) {
      return false;
    }
  }

  /// Forgets what others have sent for a group that this device is not in any more.
  public void forget(GroupId group) {
    vault
        .under(KEYS + group + "/")
        .forEach(
            (name, keys) -> {
              DeviceAddress from = sender(name);
              keys(keys).forEach(key -> forgetOwn(from, key));
              vault.remove(name);
            });
  }

  /// This device is in a group again: what was sent in between is not missing.
  public void rejoin(GroupId group) {
    vault
        .under(SEEN + group + "/")
        .forEach(
            (name, bytes) -> {
              Seen seen = Seen.of(bytes);
              seen.resume();
              vault.put(name, seen.bytes());
            });
  }

  /// Seals a letter for all who have the key.
  ///
  /// @return the ciphertext; commit before it is sent
  /// @throws IllegalStateException when there is no such key
  public byte[] seal(GroupLetter letter, UUID key) {
    try {
      return new GroupCipher(state, SignalState.protocolAddress(letter.from()))
          .encrypt(key, GroupLetterCodec.encode(letter))
          .serialize();
    } catch (NoSessionException e) {
      throw new IllegalStateException("seal without a sender key", e);
    }
  }

  /// Opens an envelope; commit before it is acknowledged.
  ///
  /// @param from, group, id, number as the envelope says
  /// @param ciphertext read from its position to its limit
  public Opened open(
      DeviceAddress from, GroupId group, MessageId id, long number, ByteBuffer ciphertext) {
    Seen seen = seen(group, from);
    if (seen.has(number)) {
      return new Opened.Repeat(id);
    }
    byte[] bytes = new byte[ciphertext.remaining()];
    ciphertext.duplicate().get(bytes);
    byte[] plain;
    try {
      plain = decrypt(from, bytes);
    } catch (DuplicateMessageException e) {
      // Not read before, by its number: sealed before the key was told to this device.
      return new Opened.Unreadable(Opened.Flaw.UNKNOWN_KEY);
    } catch (NoSessionException e) {
      return new Opened.Unreadable(Opened.Flaw.NO_SESSION);
    } catch (LegacyMessageException e) {
      return new Opened.Unreadable(Opened.Flaw.MALFORMED);
    } catch (InvalidMessageException | InvalidKeyException e) {
      return new Opened.Unreadable(Opened.Flaw.FORGED);
    }
    GroupLetter letter;
    try {
      letter = GroupLetterCodec.decode(plain);
    } catch (IllegalArgumentException e) {
      return new Opened.Unreadable(Opened.Flaw.UNKNOWN_FORM);
    }
    Opened.@Nullable Mismatch mismatch =
        mismatch(letter, new GroupLetter(id, number, from, group, letter.content()));
    if (mismatch != null) {
      return new Opened.Misrouted(mismatch);
    }
    long skipped = seen.add(number);
    vault.put(seenName(group, from), seen.bytes());
    return new Opened.GroupRead(letter, skipped);
  }

  /// Decrypts. Of some ciphertexts that were changed the library finds the key in them invalid, and
  /// hands that out as an error of its own, since its signature does not name it.
  private byte[] decrypt(DeviceAddress from, byte[] bytes)
      throws DuplicateMessageException,
          InvalidKeyException,
          InvalidMessageException,
          LegacyMessageException,
          NoSessionException {
    try {
      return new GroupCipher(state, SignalState.protocolAddress(from)).decrypt(bytes);
    } catch (AssertionError e) {
      if (e.getCause() instanceof InvalidKeyException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /// Counts a message as read that has come inside another one.
  ///
  /// @return false when it was read before
  public boolean readsFirst(GroupId group, DeviceAddress from, long number) {
    Seen seen = seen(group, from);
    if (seen.has(number)) {
      return false;
    }
    long _ = seen.add(number);
    vault.put(seenName(group, from), seen.bytes());
    return true;
  }

  private void remember(DeviceAddress from, GroupId group, UUID key) {
    String name = KEYS + group + "/" + from.user() + "/" + from.device();
    byte[] before = vault.get(name);
    List<UUID> keys = new ArrayList<>(before == null ? List.of() : keys(before));
    keys.remove(key);
    keys.add(key);
    while (keys.size() > KEYS_MAX) {
      forgetOwn(from, keys.removeFirst());
    }
    String joined = String.join(" ", keys.stream().map(UUID::toString).toList());
    vault.put(name, joined.getBytes(StandardCharsets.US_ASCII));
  }

  private Seen seen(GroupId group, DeviceAddress from) {
    byte[] bytes = vault.get(seenName(group, from));
    return bytes == null ? new Seen() : Seen.of(bytes);
  }

  private static List<UUID> keys(byte[] joined) {
    List<UUID> keys = new ArrayList<>();
    for (String key : new String(joined, StandardCharsets.US_ASCII).split(" ", -1)) {
      keys.add(UUID.fromString(key));
    }
    return keys;
  }

  private static Opened.@Nullable Mismatch mismatch(GroupLetter inside, GroupLetter outside) {
    if (!inside.group().equals(outside.group())) {
      return Opened.Mismatch.GROUP;
    }
    if (!inside.from().equals(outside.from())) {
      return Opened.Mismatch.SENDER;
    }
    if (!inside.id().equals(outside.id())) {
      return Opened.Mismatch.ID;
    }
    return inside.number() == outside.number() ? null : Opened.Mismatch.NUMBER;
  }

  private static DeviceAddress sender(String name) {
    String[] parts = name.split("/", -1);
    UUID user = UUID.fromString(parts[2]);
    UserId id = new UserId(user.getMostSignificantBits(), user.getLeastSignificantBits());
    return new DeviceAddress(id, Integer.parseInt(parts[3]));
  }

  private static String seenName(GroupId group, DeviceAddress from) {
    return SEEN + group + "/" + from.user() + "/" + from.device();
  }
}
