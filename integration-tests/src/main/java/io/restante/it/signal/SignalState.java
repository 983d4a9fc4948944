package io.restante.it.signal;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.it.vault.Vault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidKeyIdException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.NoSessionException;
import org.signal.libsignal.protocol.ReusedBaseKeyException;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.groups.state.SenderKeyRecord;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SessionRecord;
import org.signal.libsignal.protocol.state.SignalProtocolStore;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;

/// What libsignal reads and writes, in a vault. An identity belongs to a user and is shared by the
/// user's devices. Owned by one thread at a time.
///
/// Names in the vault: `signal/identity`, `signal/registration`, `signal/peer/<user>`,
/// `signal/session/<user>/<device>`, `signal/key/<kind>/<id>`, `signal/used/<ids and base key>`,
/// `signal/sender/<user>/<device>/<key>`.
final class SignalState implements SignalProtocolStore {
  static final String SIGNED = "signal/key/signed/";
  static final String ONE_TIME_EC = "signal/key/ec/";
  static final String ONE_TIME_KYBER = "signal/key/kyber/";
  static final String LAST_RESORT = "signal/key/last/";

  private static final String IDENTITY = "signal/identity";
  private static final String REGISTRATION = "signal/registration";
  private static final String PEER = "signal/peer/";
  private static final String SESSION = "signal/session/";
  private static final String SENDER_KEY = "signal/sender/";
  private static final String USED = "signal/used/";

  private final Vault vault;
  private final Set<UserId> changedIdentities = new LinkedHashSet<>();

  SignalState(Vault vault) {
    this.vault = vault;
  }

  Vault vault() {
    return vault;
  }

  boolean hasIdentity() {
    return vault.get(IDENTITY) != null;
  }

  void begin(IdentityKeyPair identity, int registrationId) {
    vault.put(IDENTITY, identity.serialize());
    vault.put(REGISTRATION, ByteBuffer.allocate(Integer.BYTES).putInt(registrationId).array());
  }

  /// Returns the users whose identity was replaced since the last call.
  List<UserId> takeChangedIdentities() {
    List<UserId> taken = List.copyOf(changedIdentities);
    changedIdentities.clear();
    return taken;
  }

  @Nullable IdentityKey identityOf(UserId user) {
    byte[] bytes = vault.get(PEER + user);
    return bytes == null ? null : identity(bytes);
  }

  static SignalProtocolAddress protocolAddress(DeviceAddress address) {
    return new SignalProtocolAddress(address.user().toString(), address.device());
  }

  // --- identities

  @Override
  public IdentityKeyPair getIdentityKeyPair() {
    try {
      return new IdentityKeyPair(required(IDENTITY));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("the stored identity is no key", e);
    }
  }

  @Override
  public int getLocalRegistrationId() {
    return ByteBuffer.wrap(required(REGISTRATION)).getInt();
  }

  @Override
  public IdentityChange saveIdentity(SignalProtocolAddress address, IdentityKey key) {
    byte[] known = vault.get(PEER + address.getName());
    if (known != null && identity(known).equals(key)) {
      return IdentityChange.NEW_OR_UNCHANGED;
    }
    vault.put(PEER + address.getName(), key.serialize());
    if (known == null) {
      return IdentityChange.NEW_OR_UNCHANGED;
    }
    deleteAllSessions(address.getName());
    UUID user = UUID.fromString(address.getName());
    changedIdentities.add(
        new UserId(user.getMostSignificantBits(), user.getLeastSignificantBits()));
    return IdentityChange.REPLACED_EXISTING;
  }

  /// A changed identity is reported, not refused, except for the user's own.
  @Override
  public boolean isTrustedIdentity(
      SignalProtocolAddress address, IdentityKey key, Direction direction) {
    if (direction == Direction.RECEIVING) {
      return true;
    }
    byte[] known = vault.get(PEER + address.getName());
    return known == null || identity(known).equals(key);
  }

  @Override
  public @Nullable IdentityKey getIdentity(SignalProtocolAddress address) {
    byte[] bytes = vault.get(PEER + address.getName());
    return bytes == null ? null : identity(bytes);
  }

  // --- sessions

  @Override
  public SessionRecord loadSession(SignalProtocolAddress address) {
    byte[] bytes = vault.get(sessionName(address));
    return bytes == null ? new SessionRecord() : session(bytes);
  }

  @Override
  public List<SessionRecord> loadExistingSessions(List<SignalProtocolAddress> addresses)
      throws NoSessionException {
    List<SessionRecord> sessions = new ArrayList<>();
    for (SignalProtocolAddress address : addresses) {
      byte[] bytes = vault.get(sessionName(address));
      if (bytes == null) {
        throw new NoSessionException("no session with a device");
      }
      sessions.add(session(bytes));
    }
    return sessions;
  }

  @Override
  public List<Integer> getSubDeviceSessions(String name) {
    String prefix = SESSION + name + "/";
    return vault.under(prefix).keySet().stream()
        .map(key -> Integer.valueOf(key.substring(prefix.length())))
        .toList();
  }

  void archiveSession(SignalProtocolAddress address) {
    byte[] bytes = vault.get(sessionName(address));
    if (bytes != null) {
      SessionRecord session = session(bytes);
      session.archiveCurrentState();
      storeSession(address, session);
    }
  }

  @Override
  public void storeSession(SignalProtocolAddress address, SessionRecord session) {
    vault.put(sessionName(address), session.serialize());
  }

  @Override
  public boolean containsSession(SignalProtocolAddress address) {
    byte[] bytes = vault.get(sessionName(address));
    return bytes != null && session(bytes).hasSenderChain();
  }

  @Override
  public void deleteSession(SignalProtocolAddress address) {
    vault.remove(sessionName(address));
  }

  @Override
  public void deleteAllSessions(String name) {
    vault.under(SESSION + name + "/").keySet().forEach(vault::remove);
  }

  // --- own keys

  @Override
  public PreKeyRecord loadPreKey(int id) throws InvalidKeyIdException {
    try {
      return new PreKeyRecord(key(ONE_TIME_EC, id));
    } catch (InvalidMessageException e) {
      throw new IllegalStateException("a stored key is none", e);
    }
  }

  @Override
  public void storePreKey(int id, PreKeyRecord key) {
    vault.put(keyName(ONE_TIME_EC, id), key.serialize());
  }

  @Override
  public boolean containsPreKey(int id) {
    return vault.get(keyName(ONE_TIME_EC, id)) != null;
  }

  @Override
  public void removePreKey(int id) {
    vault.remove(keyName(ONE_TIME_EC, id));
  }

  @Override
  public SignedPreKeyRecord loadSignedPreKey(int id) throws InvalidKeyIdException {
    return signed(key(SIGNED, id));
  }

  @Override
  public List<SignedPreKeyRecord> loadSignedPreKeys() {
    return vault.under(SIGNED).values().stream().map(SignalState::signed).toList();
  }

  @Override
  public void storeSignedPreKey(int id, SignedPreKeyRecord key) {
    vault.put(keyName(SIGNED, id), key.serialize());
  }

  @Override
  public boolean containsSignedPreKey(int id) {
    return vault.get(keyName(SIGNED, id)) != null;
  }

  @Override
  public void removeSignedPreKey(int id) {
    vault.remove(keyName(SIGNED, id));
  }

  @Override
  public KyberPreKeyRecord loadKyberPreKey(int id) throws InvalidKeyIdException {
    byte[] oneTime = vault.get(keyName(ONE_TIME_KYBER, id));
    return kyber(oneTime == null ? key(LAST_RESORT, id) : oneTime);
  }

  @Override
  public List<KyberPreKeyRecord> loadKyberPreKeys() {
    List<KyberPreKeyRecord> keys = new ArrayList<>();
    vault.under(ONE_TIME_KYBER).values().forEach(bytes -> keys.add(kyber(bytes)));
    vault.under(LAST_RESORT).values().forEach(bytes -> keys.add(kyber(bytes)));
    return keys;
  }

  /// Stores a one-time key; those of last resort come by [#storeLastResort].
  @Override
  public void storeKyberPreKey(int id, KyberPreKeyRecord key) {
    vault.put(keyName(ONE_TIME_KYBER, id), key.serialize());
  }

  void storeLastResort(KyberPreKeyRecord key) {
    vault.put(keyName(LAST_RESORT, key.getId()), key.serialize());
  }

  List<KyberPreKeyRecord> lastResorts() {
    return vault.under(LAST_RESORT).values().stream().map(SignalState::kyber).toList();
  }

  /// Forgets a key of last resort and what was remembered of its use.
  void removeLastResort(int id) {
    vault.remove(keyName(LAST_RESORT, id));
    vault.under(USED + id + "/").keySet().forEach(vault::remove);
  }

  @Override
  public boolean containsKyberPreKey(int id) {
    return vault.get(keyName(ONE_TIME_KYBER, id)) != null
        || vault.get(keyName(LAST_RESORT, id)) != null;
  }

  @Override
  public void markKyberPreKeyUsed(int kyberId, int signedId, ECPublicKey baseKey)
      throws ReusedBaseKeyException {
    String oneTime = keyName(ONE_TIME_KYBER, kyberId);
    if (vault.get(oneTime) != null) {
      vault.remove(oneTime);
      return;
    }
    String use = USED + kyberId + "/" + signedId + "/" + Texts.encode(baseKey.serialize());
    if (vault.get(use) != null) {
      throw new ReusedBaseKeyException("a first message came again");
    }
    vault.put(use, new byte[0]);
  }

  // --- sender keys

  @Override
  public void storeSenderKey(SignalProtocolAddress sender, UUID id, SenderKeyRecord key) {
    vault.put(senderKeyName(sender, id), key.serialize());
  }

  @Override
  public @Nullable SenderKeyRecord loadSenderKey(SignalProtocolAddress sender, UUID id) {
    byte[] bytes = vault.get(senderKeyName(sender, id));
    try {
      return bytes == null ? null : new SenderKeyRecord(bytes);
    } catch (InvalidMessageException e) {
      throw new IllegalStateException("a stored sender key is none", e);
    }
  }

  void removeSenderKey(SignalProtocolAddress sender, UUID id) {
    vault.remove(senderKeyName(sender, id));
  }

  private byte[] required(String name) {
    byte[] bytes = vault.get(name);
    if (bytes == null) {
      throw new IllegalStateException(name + " is not in the vault");
    }
    return bytes;
  }

  private byte[] key(String prefix, int id) throws InvalidKeyIdException {
    byte[] bytes = vault.get(keyName(prefix, id));
    if (bytes == null) {
      throw new InvalidKeyIdException("no such key");
    }
    return bytes;
  }

  private static String keyName(String prefix, int id) {
    return prefix + String.format(Locale.ROOT, "%08d", id);
  }

  private static String senderKeyName(SignalProtocolAddress sender, UUID id) {
    return SENDER_KEY + sender.getName() + "/" + sender.getDeviceId() + "/" + id;
  }

  private static String sessionName(SignalProtocolAddress address) {
    return SESSION + address.getName() + "/" + address.getDeviceId();
  }

  private static IdentityKey identity(byte[] bytes) {
    try {
      return new IdentityKey(bytes);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a stored identity is no key", e);
    }
  }

  private static SessionRecord session(byte[] bytes) {
    try {
      return new SessionRecord(bytes);
    } catch (InvalidMessageException e) {
      throw new IllegalStateException("a stored session is none", e);
    }
  }

  private static SignedPreKeyRecord signed(byte[] bytes) {
    try {
      return new SignedPreKeyRecord(bytes);
    } catch (InvalidMessageException e) {
      throw new IllegalStateException("a stored key is none", e);
    }
  }

  private static KyberPreKeyRecord kyber(byte[] bytes) {
    try {
      return new KyberPreKeyRecord(bytes);
    } catch (InvalidMessageException e) {
      throw new IllegalStateException("a stored key is none", e);
    }
  }
}
