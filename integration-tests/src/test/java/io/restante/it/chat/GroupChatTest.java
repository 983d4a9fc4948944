package io.restante.it.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.account.AccountApi;
import io.restante.it.account.GroupApi;
import io.restante.it.chat.Scripts.Run;
import io.restante.it.world.AccountsEstate;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Three terminals in a group on a real estate, while one comes, is away or is removed: each shows
/// exactly what it should.
@ExtendWith(AccountsEstate.Shared.class)
final class GroupChatTest {
  private static final String ALICE = "+15550601";
  private static final String BOB = "+15550602";
  private static final String DAVE = "+15550604";
  private static final String ERIN = "+15550605";
  private static final String CAROL = "+15550603";
  private static final String ALICES_EVENING =
      """
      /add +15550602 Bob
      /add +15550603 Carol
      /group Walk Bob
      send Walk hello bob
      expect Walk hello alice
      /invite Carol
      send Walk welcome carol
      expect Walk carol is here
      /members
      /kick Carol
      send Walk without carol
      wait sent
      /members
      """;
  private static final String BOBS_EVENING =
      """
      wait group Walk
      expect Walk hello bob
      send Walk hello alice
      wait sent
      """;
  private static final String CAROLS_EVENING =
      """
      wait group Walk
      expect Walk welcome carol
      send Walk carol is here
      wait sent
      wait left Walk
      """;
  private static final String BOBS_MORNING =
      """
      expect Walk welcome carol
      expect Walk carol is here
      expect Walk without carol
      send Walk bob is back
      wait sent
      /leave
      wait left Walk
      """;

  private static final String ALICES_ASIDES =
      """
      wait connected
      /add +15550605 Bob
      wait online Bob
      send Bob are you there
      wait delivered Bob
      wait typing Bob
      expect Bob yes
      wait read Bob
      wait offline Bob
      """;
  private static final String ALICES_OTHER_ASIDES =
      """
      wait connected
      /to Bob
      expect Bob i am back
      wait online Bob
      send Bob i see you
      wait hidden Bob
      send Bob one more
      wait delivered Bob
      expect Bob got it
      """;
  private static final String BOBS_ASIDES =
      """
      expect +15550604 are you there
      /typing
      send +15550604 yes
      wait sent
      wait read +15550604
      """;
  private static final String BOBS_OTHER_ASIDES =
      """
      wait connected
      send +15550604 i am back
      expect +15550604 i see you
      /settings read-receipts off
      /settings last-seen nobody
      expect +15550604 one more
      send +15550604 got it
      wait sent
      wait delivered +15550604
      """;

  @TempDir private Path directory;

  @Test
  void threeTerminalsSeeExactlyWhatTheyShould(AccountsEstate world) throws Exception {
    Scripts scripts =
        new Scripts(
            directory,
            new AccountApi(world.estate().apiUri()),
            new GroupApi(world.estate().apiUri()));
    for (String number : new String[] {ALICE, BOB, CAROL}) {
      scripts.register(number, world::codeOf);
    }

    CompletableFuture<Run> bobs = scripts.start(BOB, BOBS_EVENING);
    CompletableFuture<Run> carols = scripts.start(CAROL, CAROLS_EVENING);
    CompletableFuture<Run> alices = scripts.start(ALICE, ALICES_EVENING);

    String alice = shown(alices);
    String bob = shown(bobs);
    String carol = shown(carols);
    String later = shown(scripts.start(BOB, BOBS_MORNING));
    String last = shown(scripts.start(ALICE, "expect Walk bob is back\n/groups\n/rename Alone"));

    assertThat(alice).contains("Bob", "Carol");
    assertThat(bob).doesNotContain("welcome carol", "without carol");
    assertThat(carol).doesNotContain("hello bob", "hello alice", "without carol");
    assertThat(later).doesNotContain("hello bob");
    assertThat(last).contains("bob is back", "Walk");
  }

  @Test
  void twoTerminalsSeeEachOtherComeReadAndTypeUntilOneHidesIt(AccountsEstate world)
      throws Exception {
    Scripts scripts =
        new Scripts(
            directory,
            new AccountApi(world.estate().apiUri()),
            new GroupApi(world.estate().apiUri()));
    scripts.register(DAVE, world::codeOf);
    scripts.register(ERIN, world::codeOf);

    CompletableFuture<Run> bobs = scripts.start(ERIN, BOBS_ASIDES);
    CompletableFuture<Run> alices = scripts.start(DAVE, ALICES_ASIDES);
    String bob = shown(bobs);
    String alice = shown(alices);
    CompletableFuture<Run> laterBobs = scripts.start(ERIN, BOBS_OTHER_ASIDES);
    CompletableFuture<Run> laterAlices = scripts.start(DAVE, ALICES_OTHER_ASIDES);
    String later = shown(laterBobs);
    String laterAlice = shown(laterAlices);

    assertThat(alice)
        .contains("++ Bob has: are you there", "++ Bob has read: are you there")
        .contains("Bob is typing ...", "Bob is online", "Bob was last seen");
    assertThat(laterAlice)
        .contains("Bob is online", "Bob does not show when he is there")
        .contains("++ Bob has: one more")
        .doesNotContain("has read: one more");
    assertThat(bob).contains("has read: yes");
    assertThat(later).contains("read-receipts  off", "last-seen      nobody");
  }

  private static String shown(CompletableFuture<Run> chat) throws Exception {
    Run run = chat.get(120, TimeUnit.SECONDS);
    assertThat(run.held()).as(run.shown()).isTrue();
    return run.shown();
  }
}
