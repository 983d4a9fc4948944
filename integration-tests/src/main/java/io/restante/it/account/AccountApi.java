package io.restante.it.account;

import io.restante.it.signal.PeerKeys;
import io.restante.it.signal.PublishedKeys;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The HTTP API over the JDK's client. Thread-safe.
public final class AccountApi implements AccountService {
  private final ApiCalls calls;

  /// Creates a client.
  ///
  /// @param address where the API is, such as `http://127.0.0.1:8481/v1`
  public AccountApi(URI address) {
    this.calls = new ApiCalls(address);
  }

  private record BundleDevice(
      int device,
      int registrationId,
      PublishedKeys.SignedKey signedPreKey,
      PublishedKeys.@Nullable OneTimeKey preKey,
      PublishedKeys.SignedKey kyberPreKey) {
    private PeerKeys with(String identityKey) {
      return new PeerKeys(device, registrationId, identityKey, signedPreKey, preKey, kyberPreKey);
    }
  }

  private record Bundles(String identityKey, long revision, List<BundleDevice> devices) {}

  private record DiscoveredUsers(List<Discovered> users) {}

  private record ContactList(List<UUID> contacts) {}

  private record Profile(String profile) {}

  @Override
  public Registration requestCode(String number) throws IOException, ProblemException {
    return calls.post("/registrations", null, Map.of("number", number), Registration.class);
  }

  @Override
  public Registered confirm(UUID registration, String code, NewDevice device)
      throws IOException, ProblemException {
    String path = "/registrations/" + registration + "/confirm";
    return calls.post(path, null, Map.of("code", code, "device", device), Registered.class);
  }

  @Override
  public Link openLink(String publicKey) throws IOException, ProblemException {
    return calls.post("/links", null, Map.of("publicKey", publicKey), Link.class);
  }

  @Override
  public void confirmLink(String ticket, UUID link, String message)
      throws IOException, ProblemException {
    calls.put("/links/" + link, ticket, Map.of("message", message));
  }

  @Override
  public LinkStatus link(UUID link, String secret) throws IOException, ProblemException {
    return calls.get("/links/" + link, secret, LinkStatus.class);
  }

  @Override
  public Registered completeLink(UUID link, String secret, NewDevice device)
      throws IOException, ProblemException {
    String path = "/links/" + link + "/complete";
    return calls.post(path, secret, Map.of("device", device), Registered.class);
  }

  @Override
  public Ticket ticket(String credential) throws IOException, ProblemException {
    return calls.post("/tickets", credential, null, Ticket.class);
  }

  @Override
  public OwnDevices devices(String ticket) throws IOException, ProblemException {
    return calls.get("/devices", ticket, OwnDevices.class);
  }

  @Override
  public void removeDevice(String ticket, int device) throws IOException, ProblemException {
    calls.delete("/devices/" + device, ticket);
  }

  @Override
  public void publish(String ticket, PublishedKeys keys) throws IOException, ProblemException {
    calls.put("/keys", ticket, keys);
  }

  @Override
  public KeyCounts keyCounts(String ticket) throws IOException, ProblemException {
    return calls.get("/keys/counts", ticket, KeyCounts.class);
  }

  @Override
  public UserKeys keys(String ticket, UUID user, List<Integer> devices)
      throws IOException, ProblemException {
    String wanted = devices.stream().map(String::valueOf).collect(Collectors.joining(","));
    Bundles bundles =
        calls.get("/users/" + user + "/keys?devices=" + wanted, ticket, Bundles.class);
    List<PeerKeys> keys =
        bundles.devices().stream().map(device -> device.with(bundles.identityKey())).toList();
    return new UserKeys(bundles.revision(), keys);
  }

  @Override
  public ListedDevices devicesOf(String ticket, UUID user) throws IOException, ProblemException {
    return calls.get("/users/" + user + "/devices", ticket, ListedDevices.class);
  }

  @Override
  public List<Discovered> discover(String ticket, List<String> numbers)
      throws IOException, ProblemException {
    Map<String, ?> body = Map.of("numbers", numbers);
    return calls.post("/contacts/discovery", ticket, body, DiscoveredUsers.class).users();
  }

  /// Returns a profile: the own one, or somebody's. Base64url, encrypted by its owner.
  ///
  /// @param user null for the own one
  public String profile(String ticket, @Nullable UUID user) throws IOException, ProblemException {
    String path = user == null ? "/profile" : "/users/" + user + "/profile";
    return calls.get(path, ticket, Profile.class).profile();
  }

  /// Replaces the own profile.
  public void putProfile(String ticket, String profile) throws IOException, ProblemException {
    calls.put("/profile", ticket, Map.of("profile", profile));
  }

  @Override
  public Privacy privacy(String ticket) throws IOException, ProblemException {
    return calls.get("/privacy", ticket, Privacy.class);
  }

  @Override
  public void putPrivacy(String ticket, Privacy privacy) throws IOException, ProblemException {
    calls.put("/privacy", ticket, privacy);
  }

  /// Returns who counts as a contact of the own user.
  public List<UUID> contacts(String ticket) throws IOException, ProblemException {
    return calls.get("/contacts", ticket, ContactList.class).contacts();
  }

  @Override
  public void addContact(String ticket, UUID user) throws IOException, ProblemException {
    calls.put("/contacts/" + user, ticket, null);
  }

  /// Lets a user count as a contact no more.
  public void removeContact(String ticket, UUID user) throws IOException, ProblemException {
    calls.delete("/contacts/" + user, ticket);
  }

  /// Deletes everything of the own user.
  public void deleteAccount(String ticket) throws IOException, ProblemException {
    calls.delete("/account", ticket);
  }

  /// Returns the API's own description, OpenAPI as YAML.
  public String openApi() throws IOException, ProblemException {
    return calls.getText("/openapi.yaml");
  }
}
