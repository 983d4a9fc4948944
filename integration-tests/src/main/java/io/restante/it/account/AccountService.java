package io.restante.it.account;

import io.restante.it.signal.PeerKeys;
import io.restante.it.signal.PublishedKeys;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The HTTP API as a device sees it; binary is base64url. Every call blocks, and throws an
/// [IOException] when no answer came and a [ProblemException] when it was refused. Thread-safe.
public interface AccountService {
  /// A code is on its way.
  record Registration(UUID registration, Instant expiresAt, int resendAfterSeconds) {}

  /// What a device says of itself.
  ///
  /// @param name encrypted by the device, or null
  record NewDevice(int registrationId, @Nullable String name, PublishedKeys keys) {}

  /// A device that now belongs to a user.
  record Registered(UUID user, int device, String credential, long deviceListRevision) {}

  /// A link that waits for an existing device.
  record Link(UUID link, String secret, Instant expiresAt) {}

  /// How far a link is.
  ///
  /// @param state WAITING or CONFIRMED
  /// @param message what the existing device sealed, once confirmed
  record LinkStatus(String state, @Nullable UUID user, @Nullable String message) {}

  /// A ticket, and where it is good.
  record Ticket(String ticket, Instant expiresAt, String gateway) {}

  /// A device of the own user.
  record OwnDevice(int device, int registrationId, @Nullable String name, Instant registeredAt) {}

  /// The own user's devices.
  record OwnDevices(long revision, List<OwnDevice> devices) {}

  /// A device of somebody.
  record ListedDevice(int device, int registrationId) {}

  /// Somebody's devices.
  record ListedDevices(long revision, List<ListedDevice> devices) {}

  /// How many one-time keys the server has.
  record KeyCounts(int preKeys, int kyberPreKeys) {}

  /// What it takes to begin sessions with some of somebody's devices.
  record UserKeys(long revision, List<PeerKeys> devices) {}

  /// Who may see and do what.
  ///
  /// @param lastSeen EVERYONE, CONTACTS or NOBODY
  /// @param groupAdds EVERYONE or CONTACTS
  record Privacy(String lastSeen, boolean readReceipts, String groupAdds) {}

  /// A number that belongs to a user.
  record Discovered(String number, UUID user) {}

  /// Asks for a code to be sent to a phone number.
  Registration requestCode(String number) throws IOException, ProblemException;

  /// Becomes the first, or again the only, device of the number's user.
  Registered confirm(UUID registration, String code, NewDevice device)
      throws IOException, ProblemException;

  /// Opens a link for a new device.
  Link openLink(String publicKey) throws IOException, ProblemException;

  /// Confirms another device's link.
  void confirmLink(String ticket, UUID link, String message) throws IOException, ProblemException;

  /// Asks how far the own link is.
  LinkStatus link(UUID link, String secret) throws IOException, ProblemException;

  /// Becomes a further device of the user.
  Registered completeLink(UUID link, String secret, NewDevice device)
      throws IOException, ProblemException;

  /// Returns a ticket.
  Ticket ticket(String credential) throws IOException, ProblemException;

  /// Lists the own devices.
  OwnDevices devices(String ticket) throws IOException, ProblemException;

  /// Removes a device, also this one.
  void removeDevice(String ticket, int device) throws IOException, ProblemException;

  /// Publishes keys.
  void publish(String ticket, PublishedKeys keys) throws IOException, ProblemException;

  /// Counts the one-time keys that the server has of this device.
  KeyCounts keyCounts(String ticket) throws IOException, ProblemException;

  /// Claims what it takes to begin sessions with some devices.
  UserKeys keys(String ticket, UUID user, List<Integer> devices)
      throws IOException, ProblemException;

  /// Lists somebody's devices.
  ListedDevices devicesOf(String ticket, UUID user) throws IOException, ProblemException;

  /// Returns who may see and do what.
  Privacy privacy(String ticket) throws IOException, ProblemException;

  /// Sets who may see and do what.
  void putPrivacy(String ticket, Privacy privacy) throws IOException, ProblemException;

  /// Lets a user count as a contact.
  void addContact(String ticket, UUID user) throws IOException, ProblemException;

  /// Finds out which numbers belong to users, 100 at most.
  List<Discovered> discover(String ticket, List<String> numbers)
      throws IOException, ProblemException;
}
