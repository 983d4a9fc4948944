package io.restante.it.signal;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.vault.Vault;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.signal.libsignal.protocol.DuplicateMessageException;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.InvalidKeyIdException;
import org.signal.libsignal.protocol.InvalidMessageException;
import org.signal.libsignal.protocol.InvalidVersionException;
import org.signal.libsignal.protocol.LegacyMessageException;
import org.signal.libsignal.protocol.NoSessionException;
import org.signal.libsignal.protocol.ReusedBaseKeyException;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.SessionCipher;
import org.signal.libsignal.protocol.UntrustedIdentityException;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.fingerprint.NumericFingerprintGenerator;
import org.signal.libsignal.protocol.kem.KEMPublicKey;
import org.signal.libsignal.protocol.message.CiphertextMessage;
import org.signal.libsignal.protocol.message.PreKeySignalMessage;
import org.signal.libsignal.protocol.message.SignalMessage;
import org.signal.libsignal.protocol.state.PreKeyBundle;

/// Seals letters for devices and opens what they send. Nothing it does counts before the vault's
/// commit.
///
/// Owned by one thread at a time.
public final class SignalCore {
  private static final int REGISTRATION_ID_MAX = 16_380;
  private static final int FINGERPRINT_ROUNDS = 5_200;
  private static final int FINGERPRINT_VERSION = 2;
  private static final String SEEN = "seen/";

  private final Vault vault;
  private final SignalState state;
  private final KeyRing keys;
  private final GroupCore groups;

  /// Creates a core over what a vault holds.
  public SignalCore(Vault vault, InstantSource clock) {
    this.vault = vault;
    this.state = new SignalState(vault);
    this.keys = new KeyRing(state, clock);
    this.groups = new GroupCore(state);
  }

  /// Tells whether [#begin] or [#join] was called and committed.
  public boolean hasIdentity() {
    return state.hasIdentity();
  }

  /// Becomes the first device of a user: makes an identity.
  public void begin() {
    state.begin(IdentityKeyPair.generate(), newRegistrationId());
  }

  /// Becomes a further device of a user: takes over the user's identity.
  public void join(Provision provision) {
    state.begin(provision.identity(), newRegistrationId());
  }

  /// Returns what another device of the same user needs to [#join].
  ///
  /// @param number the user's phone number
  public Provision provision(UserId user, String number) {
    return new Provision(user, state.getIdentityKeyPair(), number);
  }

  /// Returns the number by which others notice that a device began anew, 1 to 16380.
  public int registrationId() {
    return state.getLocalRegistrationId();
  }

  /// Returns the device's own keys.
  public KeyRing keys() {
    return keys;
  }

  /// Returns what seals for groups.
  public GroupCore groups() {
    return groups;
  }

  /// Tells whether [#seal] can write to a device.
  public boolean hasSession(DeviceAddress peer) {
    return state.containsSession(SignalState.protocolAddress(peer));
  }

  /// Returns the devices of a user that there is a session with.
  public Set<Integer> sessions(UserId user) {
    return new TreeSet<>(state.getSubDeviceSessions(user.toString()));
  }

  /// Begins a session by PQXDH.
  ///
  /// @throws IllegalArgumentException when the keys are none or not signed by the identity
  public void begin(UserId user, PeerKeys peer) {
    try {
      IdentityKey identity = new IdentityKey(Texts.decode(peer.identityKey()));
      var address = SignalState.protocolAddress(new DeviceAddress(user, peer.device()));
      state.saveIdentity(address, identity);
      new SessionBuilder(state, address).process(bundle(peer, identity));
    } catch (InvalidKeyException | UntrustedIdentityException e) {
      throw new IllegalArgumentException("a device's keys do not fit together", e);
    }
  }

  /// Forgets the session with a device that is gone.
  public void forget(DeviceAddress peer) {
    state.deleteSession(SignalState.protocolAddress(peer));
    vault.remove(seenName(peer));
  }

  /// Begins anew with a device before anything more is sealed for it; what it sealed before this
  /// can still be opened.
  public void reset(DeviceAddress peer) {
    state.archiveSession(SignalState.protocolAddress(peer));
  }

  /// Counts a message as read that has come inside another one.
  ///
  /// @return false when it was read before
  public boolean readsFirst(DeviceAddress from, long number) {
    Seen seen = seen(from);
    if (seen.has(number)) {
      return false;
    }
    long _ = seen.add(number);
    vault.put(seenName(from), seen.bytes());
    return true;
  }

  /// Returns the users whose safety number changed since the last call.
  public List<UserId> takeChangedIdentities() {
    return state.takeChangedIdentities();
  }

  /// Seals a letter for the device it is addressed to.
  ///
  /// @return the ciphertext; commit before it is sent
  /// @throws IllegalStateException when there is no session
  public byte[] seal(Letter letter) {
    try {
      CiphertextMessage sealed =
          new SessionCipher(state, SignalState.protocolAddress(letter.to()))
              .encrypt(LetterCodec.encode(letter));
      byte[] bytes = sealed.serialize();
      return ByteBuffer.allocate(1 + bytes.length).put((byte) sealed.getType()).put(bytes).array();
    } catch (NoSessionException | UntrustedIdentityException e) {
      throw new IllegalStateException("seal without a session", e);
    }
  }

  /// Opens an envelope; commit before it is acknowledged.
  ///
  /// @param self the device that the envelope was delivered to
  /// @param from, id, number as the envelope says
  /// @param ciphertext read from its position to its limit
  public Opened open(
      DeviceAddress self, DeviceAddress from, MessageId id, long number, ByteBuffer ciphertext) {
    Seen seen = seen(from);
    if (seen.has(number)) {
      return new Opened.Repeat(id);
    }
    byte[] plain;
    try {
      plain = decrypt(from, ciphertext.duplicate());
    } catch (DuplicateMessageException | ReusedBaseKeyException e) {
      return new Opened.Repeat(id);
    } catch (NoSessionException e) {
      return new Opened.Unreadable(Opened.Flaw.NO_SESSION);
    } catch (InvalidKeyIdException e) {
      return new Opened.Unreadable(Opened.Flaw.UNKNOWN_KEY);
    } catch (InvalidVersionException | LegacyMessageException e) {
      return new Opened.Unreadable(Opened.Flaw.MALFORMED);
    } catch (InvalidMessageException | InvalidKeyException | UntrustedIdentityException e) {
      return new Opened.Unreadable(Opened.Flaw.FORGED);
    }
    Letter letter;
    try {
      letter = LetterCodec.decode(plain);
    } catch (IllegalArgumentException e) {
      return new Opened.Unreadable(Opened.Flaw.UNKNOWN_FORM);
    }
    Opened.@Nullable Mismatch mismatch =
        mismatch(letter, new Letter(id, number, from, self, letter.content()));
    if (mismatch != null) {
      return new Opened.Misrouted(mismatch);
    }
    long skipped = seen.add(number);
    vault.put(seenName(from), seen.bytes());
    return new Opened.Read(letter, skipped);
  }

  /// Returns the 60 digits that both sides see when nobody is in between, or nothing before the
  /// first message.
  public Optional<String> safetyNumber(UserId self, UserId peer) {
    IdentityKey theirs = state.identityOf(peer);
    if (theirs == null) {
      return Optional.empty();
    }
    return Optional.of(
        new NumericFingerprintGenerator(FINGERPRINT_ROUNDS)
            .createFor(
                FINGERPRINT_VERSION,
                bytes(self),
                state.getIdentityKeyPair().getPublicKey(),
                bytes(peer),
                theirs)
            .getDisplayableFingerprint()
            .getDisplayText());
  }

  private byte[] decrypt(DeviceAddress from, ByteBuffer ciphertext)
      throws DuplicateMessageException,
          InvalidKeyException,
          InvalidKeyIdException,
          InvalidMessageException,
          InvalidVersionException,
          LegacyMessageException,
          NoSessionException,
          UntrustedIdentityException {
    if (!ciphertext.hasRemaining()) {
      throw new InvalidVersionException("empty");
    }
    int type = ciphertext.get();
    byte[] bytes = new byte[ciphertext.remaining()];
    ciphertext.get(bytes);
    SessionCipher cipher = new SessionCipher(state, SignalState.protocolAddress(from));
    return switch (type) {
      case CiphertextMessage.WHISPER_TYPE -> cipher.decrypt(new SignalMessage(bytes));
      case CiphertextMessage.PREKEY_TYPE -> cipher.decrypt(new PreKeySignalMessage(bytes));
      default -> throw new InvalidVersionException("type " + type);
    };
  }

  private Seen seen(DeviceAddress from) {
    byte[] bytes = vault.get(seenName(from));
    return bytes == null ? new Seen() : Seen.of(bytes);
  }

  private static Opened.@Nullable Mismatch mismatch(Letter inside, Letter outside) {
    if (!inside.to().equals(outside.to())) {
      return Opened.Mismatch.RECIPIENT;
    }
    if (!inside.from().equals(outside.from())) {
      return Opened.Mismatch.SENDER;
    }
    if (!inside.id().equals(outside.id())) {
      return Opened.Mismatch.ID;
    }
    return inside.number() == outside.number() ? null : Opened.Mismatch.NUMBER;
  }

  private static PreKeyBundle bundle(PeerKeys peer, IdentityKey identity)
      throws InvalidKeyException {
    PublishedKeys.OneTimeKey oneTime = peer.preKey();
    return new PreKeyBundle(
        peer.registrationId(),
        peer.device(),
        oneTime == null ? PreKeyBundle.NULL_PRE_KEY_ID : oneTime.id(),
        oneTime == null ? null : new ECPublicKey(Texts.decode(oneTime.key())),
        peer.signedPreKey().id(),
        new ECPublicKey(Texts.decode(peer.signedPreKey().key())),
        Texts.decode(peer.signedPreKey().signature()),
        identity,
        peer.kyberPreKey().id(),
        new KEMPublicKey(Texts.decode(peer.kyberPreKey().key())),
        Texts.decode(peer.kyberPreKey().signature()));
  }

  private static int newRegistrationId() {
    return new SecureRandom().nextInt(REGISTRATION_ID_MAX) + 1;
  }

  private static String seenName(DeviceAddress from) {
    return SEEN + from.user() + "/" + from.device();
  }

  private static byte[] bytes(UserId user) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(user.high()).putLong(user.low()).array();
  }
}
