package io.restante.it.blindness;

import io.restante.contract.MessageId;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.it.account.AccountApi;
import io.restante.it.account.Phone;
import io.restante.it.device.DeviceFrames;
import io.restante.it.signal.PrivateKeys;
import io.restante.it.signal.RatchetKeys;
import io.restante.it.signal.Texts;
import io.restante.it.world.AccountsEstate;
import io.restante.local.Estate;
import io.restante.local.EstateOptions;
import io.restante.local.Way;
import io.restante.protocol.v1.Copy;
import io.restante.protocol.v1.Hello;
import io.restante.protocol.v1.Send;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Two people, one with two devices, who write to each other on a real estate, through relays; and
/// everything of theirs that can be recognised.
final class Evening implements AutoCloseable {
  static final String IDENTITY = "Bob's public identity key";
  static final String CREDENTIAL_HASH = "the hash of Alice's credential";
  static final String PLANTED = "a variable of the node's environment";
  static final String LOGGED = "the directory's address";
  static final String CIPHERTEXT = "the ciphertext of an undelivered message";
  static final String TOPIC = "the name of a topic";
  static final String TOPIC_ID = "the id of a topic";

  /// Part of the names of sessions' secrets.
  static final String RATCHET = "session's ";

  /// Three, so that they copy from each other.
  static final int BROKERS = 3;

  private static final String PLANTED_VARIABLE = "BLINDNESS_PLANTED";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LOOK_NANOS = 50_000_000;
  private static final int MARK_BYTES = 32;
  private static final int SECRET_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;
  private static final String TOPIC_ID_AT = "topic_id: ";
  private static final int PKCS8_HEADER_BYTES = 16;

  private final SecureRandom random = new SecureRandom();
  private final Set<Marked> things = new LinkedHashSet<>();
  private final List<String> codes = new ArrayList<>();
  private final AtomicReference<@Nullable Relays> relays = new AtomicReference<>();
  private final AccountsEstate world;
  private final Phone alice;
  private final Phone bob;
  private final Phone laptop;
  private byte[] lastSent = new byte[0];
  private String first = "";
  private String afterwards = "";

  private Evening() throws Exception {
    this.world = AccountsEstate.start(this::options);
    URI api = URI.create("http://" + relays().api() + "/v1");
    this.alice = phone("alice", api);
    this.bob = phone("bob", api);
    this.laptop = phone("laptop", api);
    noteServerKeys();
    noteTopicId();
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
    noteRatchets();
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
    noteRatchets("Alice", alice);
    noteRatchets("Bob's laptop", laptop);
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
    for (byte[] message : WebSocketCapture.unmask(relays().captures(Relays.Line.GATEWAY))) {
      switch (frames.decodeClient(message)) {
        case Hello hello -> noteTicket(bytes(hello.getTicket()));
        case Send send -> noteCiphertext(send);
        default -> {}
      }
    }
  }

  /// Returns the relays that everything passes.
  Relays relays() {
    return Objects.requireNonNull(relays.get());
  }

  @Override
  public void close() throws IOException {
    stop();
    relays().close();
    world.close();
  }

  private EstateOptions options(Path directory, EstateOptions usual) throws IOException {
    relays.set(new Relays(directory.resolve("captures")));
    EstateOptions relayed = relays().over(usual.withBrokers(BROKERS));
    String where = usual.target(new Way.DeviceToNode(0)).toString().substring(1);
    byte[] planted = mark();
    things.add(Marked.ofText(Marked.Kind.CONTROL, PLANTED, HexFormat.of().formatHex(planted)));
    things.add(Marked.ofText(Marked.Kind.CONTROL, LOGGED, where));
    things.add(Marked.ofText(Marked.Kind.CONTROL, TOPIC, Topics.ENVELOPES.name()));
    return relayed.withNodeEnvironment(PLANTED_VARIABLE, HexFormat.of().formatHex(planted));
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
              if (phone.equals(bob)) {
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

  /// Notes what everybody keeps secret of their sessions now.
  private void noteRatchets() {
    noteRatchets("Alice", alice);
    noteRatchets("Bob", bob);
    noteRatchets("Bob's laptop", laptop);
  }

  private void noteRatchets(String whose, Phone phone) {
    phone
        .device()
        .with(
            vault ->
                RatchetKeys.in(vault)
                    .forEach(
                        (name, key) ->
                            things.add(
                                Marked.ofBytes(
                                    Marked.Kind.SECRET, whose + "'s " + RATCHET + name, key))));
  }

  /// Brokers that copy from each other call a topic by its id.
  private void noteTopicId() throws IOException {
    Path log = estate().dataDirectory().resolve("kafka").resolve("log");
    Path partition = log.resolve(Topics.ENVELOPES.name() + "-0");
    String note = Files.readString(partition.resolve("partition.metadata"));
    byte[] id =
        Texts.decode(note.substring(note.indexOf(TOPIC_ID_AT) + TOPIC_ID_AT.length()).strip());
    things.add(Marked.ofBytes(Marked.Kind.CONTROL, TOPIC_ID, id));
  }

  private void noteServerKeys() throws IOException {
    byte[] pem =
        Base64.getMimeDecoder().decode(body(Files.readString(estate().ticketSigningKey())));
    byte[] signing = Arrays.copyOfRange(pem, PKCS8_HEADER_BYTES, PKCS8_HEADER_BYTES + SECRET_BYTES);
    things.add(Marked.ofBytes(Marked.Kind.SERVER_KEY, "the key that signs tickets", signing));
    Path keys = estate().dataDirectory().resolve("keys");
    byte[] number =
        Base64.getDecoder().decode(Files.readString(keys.resolve("number.key")).strip());
    things.add(Marked.ofBytes(Marked.Kind.SERVER_KEY, "the key that hashes numbers", number));
    String password = Files.readString(keys.resolve("directory.password")).strip();
    things.add(Marked.ofText(Marked.Kind.SERVER_KEY, "the directory's password", password));
  }

  private static String body(String pem) {
    String after = pem.substring(pem.indexOf("KEY-----") + "KEY-----".length());
    return after.substring(0, after.indexOf("-----"));
  }

  private void noteTicket(byte[] ticket) {
    byte[] signature = Arrays.copyOfRange(ticket, ticket.length - SIGNATURE_BYTES, ticket.length);
    things.add(Marked.ofBytes(Marked.Kind.TOKEN, "a ticket's signature", signature));
  }

  /// The message sent last is the one that waits, a copy for each device; ids grow with time.
  private void noteCiphertext(Send send) {
    byte[] id = send.getId().bytes();
    if (Arrays.compareUnsigned(id, lastSent) < 0) {
      return;
    }
    lastSent = id;
    things.removeIf(thing -> thing.name().equals(CIPHERTEXT));
    for (Copy copy : send.getCopies()) {
      things.add(Marked.ofBytes(Marked.Kind.CONTROL, CIPHERTEXT, bytes(copy.getCiphertext())));
    }
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
