package io.restante.it.account;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.it.device.FakeNode;
import io.restante.it.signal.KeyServer;
import io.restante.it.signal.PeerKeys;
import io.restante.it.signal.PublishedKeys;
import io.restante.it.signal.Texts;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The API in memory, with the code 123456 for everybody. A credential is a device's address, taken
/// on trust, and so is a ticket.
public final class FakeAccounts implements AccountService {
  /// The code of every registration.
  public static final String CODE = "123456";

  private final URI gateway;
  private final KeyServer keys = new KeyServer();
  private final UuidV7 ids = new UuidV7(InstantSource.system(), new Random(1));
  private final Map<UUID, String> registrations = new HashMap<>();
  private final Map<String, UserId> users = new HashMap<>();
  private final Map<UserId, NavigableMap<Integer, Integer>> devices = new HashMap<>();
  private final Map<UserId, Long> revisions = new HashMap<>();
  private final Map<UserId, Integer> lastDevices = new HashMap<>();
  private final Map<UUID, LinkStatus> links = new HashMap<>();
  private Privacy privacy = new Privacy("EVERYONE", true, "EVERYONE");
  private boolean isAway;
  private boolean areListsAway;
  private int claims;

  /// Creates an API without users.
  public FakeAccounts(URI gateway) {
    this.gateway = gateway;
  }

  /// Lets every call fail, or no more.
  public synchronized void setAway(boolean away) {
    isAway = away;
  }

  /// Lets every question for a device list fail, or no more.
  synchronized void setListsAway(boolean away) {
    areListsAway = away;
  }

  /// Returns how many devices' keys were claimed.
  synchronized int claims() {
    return claims;
  }

  synchronized KeyServer keys() {
    return keys;
  }

  @Override
  public synchronized Registration requestCode(String number) throws IOException {
    answer();
    UUID registration = UUID.randomUUID();
    registrations.put(registration, number);
    return new Registration(registration, Instant.now().plusSeconds(600), 30);
  }

  @Override
  public synchronized Registered confirm(UUID registration, String code, NewDevice device)
      throws IOException, ProblemException {
    answer();
    if (!code.equals(CODE)) {
      throw problem("wrong-code", 403);
    }
    String number = registrations.get(registration);
    if (number == null) {
      throw problem("unknown-registration", 404);
    }
    UserId user = users.computeIfAbsent(number, _ -> ids.nextUserId());
    devices.put(user, new TreeMap<>());
    return add(user, device);
  }

  @Override
  public synchronized Link openLink(String publicKey) throws IOException {
    answer();
    UUID link = UUID.randomUUID();
    links.put(link, new LinkStatus("WAITING", null, null));
    return new Link(link, link.toString(), Instant.now().plusSeconds(600));
  }

  @Override
  public synchronized void confirmLink(String ticket, UUID link, String message)
      throws IOException, ProblemException {
    UserId user = authenticated(ticket).user();
    links.put(link, new LinkStatus("CONFIRMED", Account.uuid(user), message));
  }

  @Override
  public synchronized LinkStatus link(UUID link, String secret)
      throws IOException, ProblemException {
    answer();
    LinkStatus status = links.get(link);
    if (status == null) {
      throw problem("unknown-link", 404);
    }
    return status;
  }

  @Override
  public synchronized Registered completeLink(UUID link, String secret, NewDevice device)
      throws IOException, ProblemException {
    UUID user = link(link, secret).user();
    if (user == null) {
      throw problem("link-unconfirmed", 409);
    }
    return add(Account.userId(user), device);
  }

  @Override
  public synchronized Ticket ticket(String credential) throws IOException, ProblemException {
    DeviceAddress address = authenticated(credential);
    String ticket = Texts.encode(FakeNode.ticketFor(address));
    return new Ticket(ticket, Instant.now().plus(Duration.ofHours(1)), gateway.toString());
  }

  @Override
  public synchronized OwnDevices devices(String ticket) throws IOException, ProblemException {
    UserId user = authenticated(ticket).user();
    List<OwnDevice> own = new ArrayList<>();
    listed(user).forEach((device, id) -> own.add(new OwnDevice(device, id, null, Instant.EPOCH)));
    return new OwnDevices(revisions.getOrDefault(user, 0L), own);
  }

  @Override
  public synchronized void removeDevice(String ticket, int device)
      throws IOException, ProblemException {
    UserId user = authenticated(ticket).user();
    listed(user).remove(device);
    revisions.merge(user, 1L, Long::sum);
  }

  @Override
  public synchronized void publish(String ticket, PublishedKeys published)
      throws IOException, ProblemException {
    DeviceAddress address = authenticated(ticket);
    Integer registrationId = listed(address.user()).get(address.device());
    keys.publish(address, registrationId == null ? 0 : registrationId, published);
  }

  @Override
  public synchronized KeyCounts keyCounts(String ticket) throws IOException, ProblemException {
    List<Integer> counts = keys.counts(authenticated(ticket));
    return new KeyCounts(counts.getFirst(), counts.getLast());
  }

  @Override
  public synchronized UserKeys keys(String ticket, UUID user, List<Integer> wanted)
      throws IOException, ProblemException {
    DeviceAddress _ = authenticated(ticket);
    UserId of = Account.userId(user);
    List<PeerKeys> found = new ArrayList<>();
    for (int device : wanted) {
      if (listed(of).containsKey(device)) {
        claims++;
        found.add(keys.claim(new DeviceAddress(of, device)));
      }
    }
    return new UserKeys(revisions.getOrDefault(of, 0L), found);
  }

  @Override
  public synchronized ListedDevices devicesOf(String ticket, UUID user)
      throws IOException, ProblemException {
    DeviceAddress _ = authenticated(ticket);
    if (areListsAway) {
      throw new IOException("the API does not find device lists now");
    }
    UserId of = Account.userId(user);
    Long revision = revisions.get(of);
    if (revision == null) {
      throw problem("unknown-user", 404);
    }
    List<ListedDevice> all = new ArrayList<>();
    listed(of).forEach((device, id) -> all.add(new ListedDevice(device, id)));
    return new ListedDevices(revision, all);
  }

  @Override
  public synchronized Privacy privacy(String ticket) throws IOException, ProblemException {
    DeviceAddress _ = authenticated(ticket);
    return privacy;
  }

  @Override
  public synchronized void putPrivacy(String ticket, Privacy wanted)
      throws IOException, ProblemException {
    DeviceAddress _ = authenticated(ticket);
    privacy = wanted;
  }

  @Override
  public synchronized void addContact(String ticket, UUID user)
      throws IOException, ProblemException {
    DeviceAddress _ = authenticated(ticket);
  }

  @Override
  public synchronized List<Discovered> discover(String ticket, List<String> numbers)
      throws IOException, ProblemException {
    DeviceAddress _ = authenticated(ticket);
    List<Discovered> found = new ArrayList<>();
    for (String number : numbers) {
      UserId user = users.get(number);
      if (user != null) {
        found.add(new Discovered(number, Account.uuid(user)));
      }
    }
    return found;
  }

  private Registered add(UserId user, NewDevice device) {
    int id = lastDevices.merge(user, 1, Integer::sum);
    listed(user).put(id, device.registrationId());
    long revision = revisions.merge(user, 1L, Long::sum);
    DeviceAddress address = new DeviceAddress(user, id);
    keys.publish(address, device.registrationId(), device.keys());
    String credential = Texts.encode(FakeNode.ticketFor(address));
    return new Registered(Account.uuid(user), id, credential, revision);
  }

  private DeviceAddress authenticated(@Nullable String bearer)
      throws IOException, ProblemException {
    answer();
    ByteBuffer in = ByteBuffer.wrap(Texts.decode(String.valueOf(bearer)));
    DeviceAddress address = new DeviceAddress(new UserId(in.getLong(), in.getLong()), in.get());
    if (!listed(address.user()).containsKey(address.device())) {
      throw problem("device-removed", 401);
    }
    return address;
  }

  private NavigableMap<Integer, Integer> listed(UserId user) {
    return devices.computeIfAbsent(user, _ -> new TreeMap<>());
  }

  private void answer() throws IOException {
    if (isAway) {
      throw new IOException("the API is away");
    }
  }

  private static ProblemException problem(String name, int status) {
    return new ProblemException(new Problem(name, status, "", "", Duration.ZERO));
  }
}
