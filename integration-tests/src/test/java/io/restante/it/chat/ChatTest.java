package io.restante.it.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.it.account.FakeAccounts;
import io.restante.it.account.NoGroups;
import io.restante.it.chat.Scripts.Run;
import io.restante.it.device.FakeNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is typed, shown, expected and kept.
final class ChatTest {
  private static final String ALICE = "+15550001";
  private static final String BOB = "+15550002";

  @TempDir private Path directory;
  private final FakeNode node = new FakeNode();
  private final FakeAccounts accounts = new FakeAccounts(node.uri());
  private Scripts scripts;

  @BeforeEach
  void prepare() {
    scripts = new Scripts(directory, accounts, new NoGroups());
  }

  @AfterEach
  void close() {
    node.close();
  }

  @Test
  void twoScriptsTalkToEachOther() throws Exception {
    // Given
    register(ALICE);
    register(BOB);

    // When
    CompletableFuture<Run> bob =
        start(
            BOB,
            """
            expect +15550001 hello bob
            send +15550001 hello alice
            wait sent
            /safety +15550001
            """);
    CompletableFuture<Run> alice =
        start(
            ALICE,
            """
            # a conversation
            wait connected
            /add +15550002 Bob
            send Bob hello bob
            expect Bob hello alice
            wait sent
            /history Bob
            /safety
            """);

    // Then
    Run alices = alice.get(60, TimeUnit.SECONDS);
    Run bobs = bob.get(60, TimeUnit.SECONDS);
    assertThat(alices.held()).as(alices.shown()).isTrue();
    assertThat(bobs.held()).as(bobs.shown()).isTrue();
    assertThat(alices.shown()).contains("to Bob  hello bob +", "Bob  hello alice");
    assertThat(digits(alices)).hasSize(60).isEqualTo(digits(bobs));
  }

  @Test
  void nothingIsShownTwiceUnlessHistoryIsAskedFor() throws Exception {
    // Given
    register(ALICE);
    register(BOB);
    assertThat(start(BOB, "send +15550001 hello alice").get(60, TimeUnit.SECONDS).held()).isTrue();
    CompletableFuture<Run> bob = start(BOB, "wait sent");

    // When
    Run first =
        start(
                ALICE,
                """
                expect +15550002 hello alice
                /add +15550002 Bob
                send Bob hello bob
                wait sent
                /to Bob
                """)
            .get(60, TimeUnit.SECONDS);
    Run later = start(ALICE, "/to Bob\n/to Bob").get(60, TimeUnit.SECONDS);

    // Then
    assertThat(bob.get(60, TimeUnit.SECONDS).held()).isTrue();
    for (Run run : List.of(first, later)) {
      assertThat(run.held()).as(run.shown()).isTrue();
      assertThat(run.shown()).containsOnlyOnce("hello alice").containsOnlyOnce("hello bob");
    }
  }

  @Test
  void whatWasNotExpectedFailsTheScript() throws Exception {
    register(ALICE);
    register(BOB);
    Run run = start(ALICE, "within 1\nexpect +15550002 never").get(60, TimeUnit.SECONDS);
    assertThat(run.held()).isFalse();
    assertThat(run.shown()).contains("line 2", "did not come within 1 s");
    assertThat(start(ALICE, "send Nobody hello").get(60, TimeUnit.SECONDS).held()).isFalse();
    assertThat(start(ALICE, "shout").get(60, TimeUnit.SECONDS).held()).isFalse();
  }

  @Test
  void whatIsWrittenWithoutAConnectionGoesOutNextTime() throws Exception {
    // Given
    register(ALICE);
    register(BOB);
    assertThat(start(ALICE, "/add +15550002 Bob").get(60, TimeUnit.SECONDS).held()).isTrue();

    // When
    accounts.setAway(true);
    Run away = start(ALICE, "send Bob while away").get(60, TimeUnit.SECONDS);
    assertThat(away.held()).isTrue();
    assertThat(away.shown()).contains("while away ~");
    accounts.setAway(false);
    Run later = start(ALICE, "wait sent\n/history Bob").get(60, TimeUnit.SECONDS);

    // Then
    assertThat(later.held()).as(later.shown()).isTrue();
    assertThat(later.shown()).contains("while away +");
    Run bob = start(BOB, "expect +15550001 while away").get(60, TimeUnit.SECONDS);
    assertThat(bob.held()).as(bob.shown()).isTrue();
  }

  @Test
  void nobodyCanMoveTheCursorOfSomebodyElsesTerminal() {
    Painter painter = new Painter(true);
    String hostile = "a\u001B[2Jb\rc\u0007d\u202Ee\u009B1Af";
    String shown = painter.paint(new Line.From(Instant.EPOCH, "x\u001B", hostile)).toString();
    assertThat(shown)
        .doesNotContain("\u001B", "\r", "\u0007", "\u202E", "\u009B")
        .contains("a\uFFFD[2Jb");
  }

  @Test
  void linesAreBrokenBetweenWordsAndLongWordsNotAtAll() {
    String code = "x".repeat(50);
    assertThat(wrapped("one two three four five, six seven " + code + " eight"))
        .isEqualTo(
            """
            one two three four
                  five, six
                  seven
                  %s
                  eight"""
                .formatted(code));
    assertThat(wrapped("exactly twenty chars and its own\nend"))
        .isEqualTo("exactly twenty chars\n      and its own\nend");
    assertThat(wrapped("漢字漢字漢字 漢字漢字漢字")).isEqualTo("漢字漢字漢字\n      漢字漢字漢字");
    assertThat(wrapped("")).isEmpty();
  }

  private static String wrapped(String text) {
    return Wrapping.at(20, new AttributedString(text)).toString();
  }

  @Test
  void commandLineIsRead() throws Exception {
    Path home = Path.of("/home");
    ChatOptions usual = ChatOptions.parse(home, List.of(ALICE));
    assertThat(usual.state()).isEqualTo(Path.of("/home/.restante/chat/+15550001"));
    assertThat(usual.takesCodeFromEstate()).isFalse();
    ChatOptions scripted =
        ChatOptions.parse(home, List.of("--script", "s", ALICE, "--state", "d", "--link"));
    assertThat(scripted.takesCodeFromEstate()).isTrue();
    assertThat(scripted.isLinking()).isTrue();
    assertThat(scripted.state()).isEqualTo(Path.of("d"));
    for (List<String> wrong :
        List.of(List.<String>of(), List.of("0155"), List.of(ALICE, BOB), List.of(ALICE, "--api"))) {
      assertThatThrownBy(() -> ChatOptions.parse(home, wrong)).isInstanceOf(ChatException.class);
    }
  }

  private void register(String number) throws Exception {
    scripts.register(number, _ -> FakeAccounts.CODE);
  }

  private CompletableFuture<Run> start(String number, String script) {
    return scripts.start(number, script);
  }

  private static String digits(Run run) {
    StringBuilder digits = new StringBuilder();
    run.shown()
        .lines()
        .filter(line -> line.matches("(  \\d{5}){4}"))
        .forEach(line -> digits.append(line.replace(" ", "")));
    return digits.toString();
  }
}
