package io.restante.it.blindness;

import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.account.AccountApi;
import io.restante.it.account.Phone;
import io.restante.it.device.DeviceFrames;
import io.restante.it.signal.PrivateKeys;
import io.restante.it.signal.Texts;
import io.restante.it.world.AccountsEstate;
import io.restante.local.Endpoints;
import io.restante.local.Estate;
import io.restante.local.EstateOptions;
import io.restante.protocol.v1.Copy;
import io.restante.protocol.v1.Hello;
import io.restante.protocol.v1.Send;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Two people, one with two devices, who write to each other on a real estate, through relays; and
/// everything of theirs that can be recognised.
final class Evening implements AutoCloseable {
  static final String IDENTITY = "Alice's public identity key";
  static final String CREDENTIAL_HASH = "the hash of Alice's credential";
  static final String PLANTED = "a variable of the node's environment";
  static final String LOGGED = "the directory's address";
  static final String CIPHERTEXT = "the ciphertext of an undelivered message";

  private static final String PLANTED_VARIABLE = "BLINDNESS_PLANTED";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LOOK_NANOS = 50_000_000;
  private static final int MARK_BYTES = 32;
  private static final int SECRET_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;

  private final SecureRandom random = new SecureRandom();
  private final Set<Marked> things = new LinkedHashSet<>();
  private final List<String> codes = new ArrayList<>();
  private final List<Relay> relays = new ArrayList<>();
  private final AccountsEstate world;
  private final Phone alice;
  private final Phone bob;
  private final Phone laptop;
  private byte[] lastSent = new byte[0];
  private String first = "";
  private String afterwards = "";

  private Evening() throws Exception {
    this.world = AccountsEstate.start(this::options);
    URI api = URI.create("http://" + relays.get(1).address() + "/v1");
    this.alice = phone("alice", api);
    this.bob = phone("bob", api);
    this.laptop = phone("laptop", api);
  }

  /// Starts the estate, registers Alice and Bob and links Bob's laptop.
  static Evening begin() throws Exception {
    Evening evening = new Evening();
    evening.register("Alice", evening.alice);
    evening.register("Bob", evening.bob);
    Phone _ = evening.laptop.linkTo(evening.bob);
    evening.note("Bob's laptop", evening.laptop);
    evening.laptop.awaitConnected();
    evening.awaitLaptopKnown();
    return evening;
  }

  /// Waits until Bob's first device has a session with his laptop: what it sends before is not
  /// copied there.
  private void awaitLaptopKnown() {
    String sessions = "signal/session/" + bob.user() + "/";
    AtomicBoolean isKnown = new AtomicBoolean();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isKnown.get()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("the laptop is unknown after " + PATIENCE);
      }
      LockSupport.parkNanos(LOOK_NANOS);
      bob.device().with(vault -> isKnown.set(!vault.under(sessions).isEmpty()));
    }
  }

  Estate estate() {
    return world.estate();
  }

  Path directory() {
    return world.directory();
  }

  /// Returns what can be recognised.
  Set<Marked> things() {
    return things;
  }

  /// Returns the verification codes that were sent.
  List<String> codes() {
    return codes;
  }

  /// Everybody is there: found by number, written to and answered, as text of the marked bytes and
  /// as marked text.
  void writeToEachOther() throws Exception {
    UserId found = alice.device().discover(bob.device().account().number()).orElseThrow();
    first = markedHex("the first message");
    String second = markedText("the second message");
    alice.awaitAccepted(alice.write(found, first));
    bob.awaitRead(first);
    bob.awaitAccepted(bob.write(alice.user(), second));
    alice.awaitRead(second);
    laptop.awaitRead(first);
    laptop.awaitCopied(second);
  }

  /// Bob is away with both devices; what Alice writes waits for him.
  void writeToSomebodyAway() throws Exception {
    UserId bobs = bob.user();
    bob.stop();
    laptop.stop();
    afterwards = markedText("the message to somebody away");
    MessageId id = alice.write(bobs, afterwards);
    alice.awaitAccepted(id);
  }

  /// Bob is back, on his laptop.
  void comeBack() throws Exception {
    laptop.start();
    laptop.awaitRead(first, afterwards);
  }

  /// Everybody goes, and the estate's processes stop in order.
  void stop() throws IOException {
    alice.stop();
    bob.stop();
    laptop.stop();
    world.estate().close();
  }

  /// Takes out of the captured traffic what devices know and tests cannot ask them for.
  void readTraffic() throws IOException {
    DeviceFrames frames = new DeviceFrames();
    for (byte[] message : WebSocketCapture.unmask(captures("gateway"))) {
      switch (frames.decodeClient(message)) {
        case Hello hello -> noteTicket(bytes(hello.getTicket()));
        case Send send -> noteCiphertext(send);
        default -> {}
      }
    }
  }

  /// Returns where the traffic with one of gateway, api and directory is kept.
  Path captures(String of) {
    return directory().resolve("captures").resolve(of);
  }

  @Override
  public void close() throws IOException {
    stop();
    for (Relay relay : relays) {
      relay.close();
    }
    world.close();
  }

  private EstateOptions options(Path directory, EstateOptions usual) throws IOException {
    Endpoints where = usual.endpoints();
    String gateway = relay(directory, "gateway", where.address(), where.gatewayPort());
    String _ = relay(directory, "api", where.address(), where.apiPort());
    String store = relay(directory, "directory", where.address(), where.directoryPort());
    byte[] planted = mark();
    things.add(Marked.ofText(Marked.Kind.CONTROL, PLANTED, HexFormat.of().formatHex(planted)));
    things.add(
        Marked.ofText(Marked.Kind.CONTROL, LOGGED, where.address() + ":" + where.gatewayPort()));
    return usual
        .withNodeEnvironment(PLANTED_VARIABLE, HexFormat.of().formatHex(planted))
        .withNodeEnvironment("RESTANTE_PUBLIC_GATEWAY", "ws://" + gateway + "/v1")
        .withNodeEnvironment("RESTANTE_DIRECTORY_URL", "jdbc:postgresql://" + store + "/restante");
  }

  private String relay(Path directory, String name, String address, int port) throws IOException {
    Path captures = directory.resolve("captures").resolve(name);
    Relay relay = new Relay(new InetSocketAddress(address, port), captures);
    relays.add(relay);
    return relay.address();
  }

  private Phone phone(String name, URI api) throws IOException {
    return new Phone(directory().resolve("phones").resolve(name), new AccountApi(api));
  }

  private void register(String whose, Phone phone) throws Exception {
    String number = AccountsEstate.newNumber();
    String digits = number.substring(1);
    things.add(Marked.ofText(Marked.Kind.NUMBER, whose + "'s number", digits));
    long value = Long.parseLong(digits);
    byte[] binary = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    things.add(Marked.ofBytes(Marked.Kind.NUMBER, whose + "'s number, binary", binary));
    Phone _ =
        phone.register(
            number,
            registration -> {
              codes.add(world.codeOf(registration));
              return codes.getLast();
            });
    note(whose, phone);
  }

  /// Notes a device's private keys, before it uses any, and its credential.
  private void note(String whose, Phone phone) throws Exception {
    phone
        .device()
        .with(
            vault -> {
              PrivateKeys.in(vault)
                  .forEach(
                      (name, key) ->
                          things.add(
                              Marked.ofBytes(
                                  Marked.Kind.SECRET, whose + "'s private key " + name, key)));
              if (phone.equals(alice)) {
                things.add(
                    Marked.ofBytes(
                        Marked.Kind.CONTROL, IDENTITY, PrivateKeys.publicIdentity(vault)));
              }
            });
    String credential = phone.device().account().credential();
    byte[] all = Texts.decode(credential.substring(credential.indexOf('.') + 1));
    byte[] secret = Arrays.copyOfRange(all, all.length - SECRET_BYTES, all.length);
    things.add(Marked.ofBytes(Marked.Kind.TOKEN, whose + "'s credential", secret));
    if (phone.equals(alice)) {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret);
      things.add(Marked.ofBytes(Marked.Kind.CONTROL, CREDENTIAL_HASH, hash));
    }
  }

  private void noteTicket(byte[] ticket) {
    byte[] signature = Arrays.copyOfRange(ticket, ticket.length - SIGNATURE_BYTES, ticket.length);
    things.add(Marked.ofBytes(Marked.Kind.TOKEN, "a ticket's signature", signature));
  }

  /// The message sent last is the one that waits; ids grow with time.
  private void noteCiphertext(Send send) {
    byte[] id = send.getId().bytes();
    if (Arrays.compareUnsigned(id, lastSent) < 0) {
      return;
    }
    lastSent = id;
    Copy copy = send.getCopies().getFirst();
    things.removeIf(thing -> thing.name().equals(CIPHERTEXT));
    things.add(Marked.ofBytes(Marked.Kind.CONTROL, CIPHERTEXT, bytes(copy.getCiphertext())));
  }

  private String markedHex(String name) {
    byte[] mark = mark();
    things.add(Marked.ofBytes(Marked.Kind.SECRET, name, mark));
    return HexFormat.of().formatHex(mark);
  }

  private String markedText(String name) {
    String text = Texts.encode(mark());
    things.add(Marked.ofText(Marked.Kind.SECRET, name, text));
    return text;
  }

  private byte[] mark() {
    byte[] mark = new byte[MARK_BYTES];
    random.nextBytes(mark);
    return mark;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
