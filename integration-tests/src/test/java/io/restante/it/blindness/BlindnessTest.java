package io.restante.it.blindness;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.blindness.Marked.Kind;
import io.restante.it.blindness.Needles.Hit;
import io.restante.it.blindness.Relays.Line;
import io.restante.it.world.ProcessUsage;
import io.restante.local.EstateBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// After two people have written to each other, one of them with two devices and away for a part:
/// nothing that a server keeps, prints or carries holds what they wrote or a private key, and no
/// log, metric or store holds a number, a ticket, a credential or a code.
///
/// The traffic is all there is: what devices say to the node, the node to the brokers, to
/// PostgreSQL and to Cassandra, and the brokers to each other, each through a relay. None of it is
/// compressed or encrypted on the way. Phone numbers are told the API, and tickets both doors:
/// there they pass, and nowhere else.
///
/// Every place is also searched for something that must be there, by the same search: where that is
/// not found, a test fails. The data are searched twice: while a message waits, when the stores
/// have their write-ahead logs, and after all have stopped in order, when what they held in memory
/// is in their files.
final class BlindnessTest {
  private static final String KAFKA = "/kafka/";
  private static final String CASSANDRA = "/cassandra/";
  private static final String POSTGRES = "/postgres/";
  private static final String LOGS = "/logs/";
  private static final String KEY_FILES = "/data/keys/";
  private static final String UP = ".up";
  private static final String DOWN = ".down";
  private static final int SESSION_KEYS_LEAST = 20;

  private static Evening evening;
  private static Set<Hit> waiting;
  private static Set<Hit> atRest;
  private static Set<Hit> traffic;
  private static Set<Hit> heap;
  private static Set<Hit> liveHeap;
  private static Set<Hit> memory;
  private static Set<Hit> metrics;
  private static Set<Integer> dialledByNode;
  private static Set<Integer> dialledByBrokers;

  @BeforeAll
  static void spendTheEveningAndSearch() throws Exception {
    evening = Evening.begin();
    evening.writeToEachOther();
    evening.writeToSomebodyAway();
    Path directory = evening.directory();
    long pid = evening.estate().nodePid();
    ProcessUsage node = new ProcessUsage(pid);
    Path offHeapToo = ProcessMemory.copy(pid, directory.resolve("memory"));
    Path withGarbage = directory.resolve("heap.hprof");
    node.dumpHeap(withGarbage, true);
    Path live = directory.resolve("live-heap.hprof");
    node.dumpHeap(live, false);
    Path counters = Files.writeString(directory.resolve("counters"), node.counters());
    dialledByNode = Dialled.by(pid);
    dialledByBrokers = new TreeSet<>();
    for (EstateBroker broker : evening.estate().brokers()) {
      dialledByBrokers.addAll(Dialled.by(broker.pid()));
    }
    evening.readTraffic();

    Needles needles = new Needles(evening.things());
    Path data = evening.estate().dataDirectory();
    waiting = needles.in(data);
    heap = needles.in(withGarbage);
    liveHeap = needles.in(live);
    memory = needles.in(offHeapToo);
    metrics = needles.in(counters);
    evening.comeBack();
    evening.stop();
    evening.readTraffic();
    Needles all = new Needles(evening.things());
    traffic = all.in(directory.resolve("captures"));
    atRest = all.in(data);
  }

  @AfterAll
  static void end() throws IOException {
    evening.close();
  }

  @Test
  void noPlaintextAndNoPrivateKeyIsAnywhere() {
    for (Set<Hit> place : List.of(waiting, atRest, traffic, heap, memory, metrics)) {
      assertThat(only(Kind.SECRET, place)).isEmpty();
    }
  }

  @Test
  void noNumberAndNoTokenIsKept() {
    for (Kind kind : List.of(Kind.NUMBER, Kind.TOKEN)) {
      assertThat(only(kind, waiting)).isEmpty();
      assertThat(only(kind, atRest)).isEmpty();
      assertThat(only(kind, metrics)).isEmpty();
    }
  }

  @Test
  void numbersAndTokensPassWhereDevicesComeInAndNowhereElse() {
    Set<Hit> numbers = only(Kind.NUMBER, traffic);
    assertThat(numbers).isNotEmpty().isEqualTo(on(numbers, Line.API));
    Set<Hit> tokens = only(Kind.TOKEN, traffic);
    assertThat(tokens).isNotEmpty().isEqualTo(on(tokens, Line.API, Line.GATEWAY));
  }

  @Test
  void serversKeysStayInTheirFiles() {
    assertThat(only(Kind.SERVER_KEY, traffic)).isEmpty();
    assertThat(only(Kind.SERVER_KEY, metrics)).isEmpty();
    for (Set<Hit> data : List.of(waiting, atRest)) {
      Set<Hit> keys = only(Kind.SERVER_KEY, data);
      assertThat(keys).isNotEmpty().isEqualTo(in(KEY_FILES, keys));
    }
  }

  /// A connection that no relay captured would make every search of the traffic worth nothing.
  @Test
  void nodeAndBrokersTalkThroughRelaysAlone() {
    Relays relays = evening.relays();
    assertThat(dialledByNode).isEqualTo(relays.ofNode());
    assertThat(dialledByBrokers).isNotEmpty().isSubsetOf(relays.inner());
  }

  /// What is garbage already may hold them, until the collector has used its place again. Of tokens
  /// the last request of an open connection may still be there, so nothing is said of those.
  @Test
  void numbersAreForgottenWithTheRequest() {
    assertThat(only(Kind.NUMBER, liveHeap)).isEmpty();
  }

  @Test
  void noCodeIsLogged() throws IOException {
    assertThat(evening.codes()).hasSize(2);
    Path data = evening.estate().dataDirectory();
    assertThat(isIn(evening.estate().codeFile(), evening.codes().getFirst())).isTrue();
    try (Stream<Path> logs = Files.list(data.resolve("logs"))) {
      for (Path log : logs.toList()) {
        for (String code : evening.codes()) {
          assertThat(isIn(log, code)).as("a code in %s", log).isFalse();
        }
      }
    }
  }

  @Test
  void searchFindsWhatIsThere() {
    assertThat(names(in(KAFKA, waiting))).contains(Evening.CIPHERTEXT);
    for (Set<Hit> data : List.of(waiting, atRest)) {
      assertThat(names(in(CASSANDRA, data))).contains(Evening.IDENTITY);
      assertThat(names(in(POSTGRES, data))).contains(Evening.CREDENTIAL_HASH);
      assertThat(names(in(LOGS, data))).contains(Evening.LOGGED);
    }
    assertThat(names(heap)).contains(Evening.PLANTED);
    assertThat(names(liveHeap)).contains(Evening.PLANTED);
    assertThat(names(memory)).contains(Evening.PLANTED);
  }

  /// In both directions of every line something is found that has to pass there.
  @Test
  void searchFindsWhatPasses() {
    assertThat(names(in(UP, on(traffic, Line.GATEWAY)))).contains(Evening.CIPHERTEXT);
    assertThat(names(in(DOWN, on(traffic, Line.GATEWAY)))).contains(Evening.CIPHERTEXT);
    assertThat(names(in(UP, on(traffic, Line.API)))).contains(Evening.IDENTITY);
    assertThat(names(in(DOWN, on(traffic, Line.API)))).contains(Evening.IDENTITY);
    assertThat(names(in(UP, on(traffic, Line.LOG)))).contains(Evening.CIPHERTEXT);
    assertThat(names(in(DOWN, on(traffic, Line.LOG)))).contains(Evening.CIPHERTEXT);
    assertThat(names(in(UP, on(traffic, Line.COPIES)))).contains(Evening.TOPIC_ID);
    assertThat(names(in(DOWN, on(traffic, Line.COPIES)))).contains(Evening.CIPHERTEXT);
    assertThat(names(in(UP, on(traffic, Line.CONTROLLER)))).contains(Evening.TOPIC);
    assertThat(names(in(DOWN, on(traffic, Line.CONTROLLER)))).contains(Evening.TOPIC);
    assertThat(names(in(UP, on(traffic, Line.DIRECTORY)))).contains(Evening.CREDENTIAL_HASH);
    assertThat(names(in(DOWN, on(traffic, Line.DIRECTORY)))).contains(Evening.CREDENTIAL_HASH);
    assertThat(names(in(UP, on(traffic, Line.KEYS)))).contains(Evening.IDENTITY);
    assertThat(names(in(DOWN, on(traffic, Line.KEYS)))).contains(Evening.IDENTITY);
  }

  /// Sessions' keys are among what is looked for, and change as people write.
  @Test
  void sessionsKeysAreLookedFor() {
    assertThat(evening.things())
        .filteredOn(thing -> thing.name().contains(Evening.RATCHET))
        .hasSizeGreaterThan(SESSION_KEYS_LEAST);
  }

  private static Set<Hit> on(Set<Hit> hits, Line... lines) {
    Set<Hit> some = new TreeSet<>();
    for (Line line : lines) {
      some.addAll(in(line.part(), hits));
    }
    return some;
  }

  private static boolean isIn(Path file, String code) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    return Pattern.compile("(?<!\\d)" + code + "(?!\\d)").matcher(text).find();
  }

  private static Set<Hit> only(Kind kind, Set<Hit> hits) {
    Set<Hit> some = new TreeSet<>(hits);
    some.removeIf(hit -> hit.thing().kind() != kind);
    return some;
  }

  private static Set<Hit> in(String part, Set<Hit> hits) {
    Set<Hit> some = new TreeSet<>(hits);
    some.removeIf(hit -> !hit.file().toString().contains(part));
    return some;
  }

  private static Set<String> names(Set<Hit> hits) {
    Set<String> names = new HashSet<>();
    hits.forEach(hit -> names.add(hit.thing().name()));
    return names;
  }
}
