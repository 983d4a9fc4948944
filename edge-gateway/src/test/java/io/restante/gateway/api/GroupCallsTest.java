package io.restante.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.UserId;
import io.restante.gateway.api.AccountFixture.Person;
import io.restante.gateway.api.AccountFixture.Reply;
import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.postgres.DirectoryWorld;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The calls on groups: what they answer, and what they refuse.
class GroupCallsTest {
  private static final UserId NOBODY_THERE = new UserId(0x0192_0000_0000_7000L, Long.MIN_VALUE + 1);
  private static final String SECRET = "A".repeat(43);

  @RegisterExtension private static final RunningApi RUNNING = new RunningApi();

  private static AccountFixture api() {
    return RUNNING.api();
  }

  private static Person newPerson() throws IOException {
    return api().register(DirectoryWorld.newNumber());
  }

  private static Reply call(String method, String path, Person by, @Nullable Object body)
      throws IOException {
    return api().send(method, path, api().ticket(by.address()), body);
  }

  private static String newPath() {
    return "/groups/" + api().world.newGroupId();
  }

  /// Makes a group, and returns its path.
  private static String newGroup(Person admin, Person... members) throws IOException {
    String path = newPath();
    List<UserId> users = Stream.of(members).map(Person::user).toList();
    assertRevision(call("PUT", path, admin, new GroupForm(title(1), users)), 1);
    return path;
  }

  private static OpaqueBytes title(int content) {
    return OpaqueBytes.copyOf(new byte[] {(byte) content});
  }

  private static String member(String group, Person person) {
    return group + "/members/" + person.user();
  }

  private static void assertRevision(Reply reply, long revision) {
    assertThat(reply.status()).as("%s", reply.body()).isEqualTo(200);
    assertThat(reply.body().get("revision").longValue()).isEqualTo(revision);
  }

  private static void assertProblem(Reply reply, String problem, String field) {
    assertThat(reply.problem()).isEqualTo(problem);
    assertThat(reply.text("field")).isEqualTo(field);
  }

  @Test
  void aGroupLivesFromItsCreationToItsEnd() throws IOException {
    Person alice = newPerson();
    Person bob = newPerson();
    Person carol = newPerson();
    String group = newGroup(alice, bob);
    assertRevision(call("POST", group + "/members", alice, members(carol)), 2);
    assertRevision(call("PUT", group + "/title", alice, new TitleForm(2, title(2))), 3);
    assertRevision(call("PUT", member(group, bob), alice, "{\"role\":\"ADMIN\"}"), 4);
    assertRevision(call("DELETE", member(group, carol), bob, null), 5);
    assertRevision(call("DELETE", member(group, alice), alice, null), 6);

    Reply seen = call("GET", group, bob, null);

    assertThat(seen.body().toString())
        .isEqualTo(
            "{\"group\":\"%s\",\"revision\":6,\"title\":\"Ag\",\"members\":[{\"user\":\"%s\","
                    .formatted(group.substring(8), bob.user())
                + "\"role\":\"ADMIN\",\"since\":1}],\"hasJoinLink\":false}");
    assertThat(call("GET", "/groups", bob, null).body().toString())
        .isEqualTo(
            "{\"groups\":[{\"group\":\"%s\",\"revision\":6}]}".formatted(group.substring(8)));
    assertThat(call("GET", "/groups", alice, null).body().get("groups")).isEmpty();
    assertRevision(call("DELETE", member(group, bob), bob, null), 7);
    assertThat(call("GET", group, bob, null).problem()).isEqualTo("unknown-group");
    assertThat(call("PUT", group, bob, new GroupForm(title(1), List.of())).problem())
        .isEqualTo("group-exists");
  }

  private static MembersForm members(Person... members) {
    return new MembersForm(Stream.of(members).map(Person::user).toList());
  }

  @Test
  void whatIsRepeatedRaisesNoRevision() throws IOException {
    Person alice = newPerson();
    Person bob = newPerson();
    String group = newGroup(alice, bob);
    assertRevision(call("PUT", group, alice, new GroupForm(title(1), List.of(bob.user()))), 1);
    assertRevision(call("POST", group + "/members", alice, members(bob, alice)), 1);
    assertRevision(call("PUT", member(group, bob), alice, "{\"role\":\"MEMBER\"}"), 1);
    assertRevision(call("PUT", group + "/title", alice, new TitleForm(1, title(7))), 2);
    assertRevision(call("PUT", group + "/title", alice, new TitleForm(1, title(7))), 2);
    assertRevision(call("DELETE", group + "/link", alice, null), 2);
    assertRevision(call("DELETE", member(group, bob), alice, null), 3);
    assertRevision(call("DELETE", member(group, bob), alice, null), 3);
  }

  @Test
  void aJoinLinkIsMadeUsedAndEnded() throws IOException {
    Person alice = newPerson();
    Person bob = newPerson();
    String group = newGroup(alice);
    Reply link = call("PUT", group + "/link", alice, null);
    assertRevision(link, 2);
    String secret = "{\"secret\":\"" + link.text("secret") + "\"}";
    assertRevision(call("POST", group + "/join", bob, secret), 3);
    assertThat(call("GET", group, bob, null).body().has("hasJoinLink")).isFalse();
    assertThat(call("GET", group, alice, null).body().get("hasJoinLink").booleanValue()).isTrue();
    assertRevision(call("DELETE", group + "/link", alice, null), 4);
    assertThat(call("POST", group + "/join", newPerson(), secret).problem())
        .isEqualTo("unknown-group");
  }

  @Test
  void aStrangerCannotTellAGroupFromNone() throws IOException {
    Person alice = newPerson();
    Person stranger = newPerson();
    String group = newGroup(alice);
    call("PUT", group + "/link", alice, null);
    for (String path : List.of(group, newPath())) {
      assertNothingThere(path, stranger);
    }
  }

  private static void assertNothingThere(String group, Person by) throws IOException {
    List<Reply> replies =
        List.of(
            call("GET", group, by, null),
            call("PUT", group + "/title", by, new TitleForm(1, title(1))),
            call("POST", group + "/members", by, members(by)),
            call("PUT", member(group, by), by, "{\"role\":\"ADMIN\"}"),
            call("DELETE", member(group, by), by, null),
            call("PUT", group + "/link", by, null),
            call("DELETE", group + "/link", by, null),
            call("POST", group + "/join", by, "{\"secret\":\"" + SECRET + "\"}"));
    assertThat(replies)
        .extracting(reply -> reply.body().toString())
        .containsOnly(
            "{\"type\":\"https://restante.io/problems/unknown-group\","
                + "\"title\":\"There is no such group for the caller.\",\"status\":404}");
  }

  @Test
  void whatMembersMayNotDoIsRefused() throws IOException {
    Person alice = newPerson();
    Person bob = newPerson();
    String group = newGroup(alice, bob);
    List<Reply> replies =
        List.of(
            call("PUT", group + "/title", bob, new TitleForm(1, title(9))),
            call("POST", group + "/members", bob, members(newPerson())),
            call("PUT", member(group, bob), bob, "{\"role\":\"ADMIN\"}"),
            call("DELETE", member(group, alice), bob, null),
            call("PUT", group + "/link", bob, null),
            call("DELETE", group + "/link", bob, null));
    assertThat(replies).extracting(Reply::problem).containsOnly("not-admin");
    assertThat(replies).extracting(Reply::status).containsOnly(403);
    assertThat(call("GET", group, bob, null).body().get("revision").intValue()).isEqualTo(1);
  }

  @Test
  void anAdminWhoWasRemovedComesTooLate() throws IOException {
    Person alice = newPerson();
    Person bob = newPerson();
    String group = newGroup(alice, bob);
    call("PUT", member(group, bob), alice, "{\"role\":\"ADMIN\"}");
    call("DELETE", member(group, alice), bob, null);
    assertNothingThere(group, alice);
  }

  @Test
  void whoMustNotBeAddedIsNamedByPlaceAndNobodyComesIn() throws IOException {
    Person alice = newPerson();
    Person bob = newPerson();
    Person carol = newPerson();
    call(
        "PUT",
        "/privacy",
        carol,
        "{\"lastSeen\":\"NOBODY\",\"readReceipts\":false,\"groupAdds\":\"CONTACTS\"}");
    String path = newPath();
    GroupForm form = new GroupForm(title(1), List.of(bob.user(), carol.user()));
    assertProblem(call("PUT", path, alice, form), "adding-refused", "/members/1");
    assertThat(call("GET", "/groups", bob, null).body().get("groups")).isEmpty();
    String group = newGroup(alice);
    Reply reply = call("POST", group + "/members", alice, members(bob, carol));
    assertProblem(reply, "adding-refused", "/members/1");
    MembersForm unknown = new MembersForm(List.of(bob.user(), NOBODY_THERE));
    assertProblem(call("POST", group + "/members", alice, unknown), "unknown-user", "/members/1");
    call("PUT", "/contacts/" + alice.user(), carol, null);
    assertRevision(call("PUT", path, alice, form), 1);
  }

  @Test
  void rolesTitlesAndIdsThatDoNotFitAreRefused() throws IOException {
    Person alice = newPerson();
    Person bob = newPerson();
    String group = newGroup(alice, bob);
    Reply last = call("PUT", member(group, alice), alice, "{\"role\":\"MEMBER\"}");
    assertThat(last.problem()).isEqualTo("last-admin");
    Reply stranger = call("PUT", member(group, newPerson()), alice, "{\"role\":\"ADMIN\"}");
    assertThat(stranger.problem()).isEqualTo("unknown-member");
    Reply stale = call("PUT", group + "/title", alice, new TitleForm(2, title(5)));
    assertThat(stale.problem()).isEqualTo("group-changed");
    Reply taken = call("PUT", group, bob, new GroupForm(title(1), List.of()));
    assertThat(taken.problem()).isEqualTo("group-exists");
    String old = "/groups/01900000-0000-7000-8000-000000000001";
    assertProblem(
        call("PUT", old, alice, new GroupForm(title(1), List.of())), "invalid-field", "group");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "019abcde-0000-4000-8000-000000000000", "x"})
  void whatIsNoGroupIdIsRefused(String id) throws IOException {
    Person alice = newPerson();
    String group = "/groups/" + id;
    assertProblem(call("GET", group, alice, null), "malformed-request", "group");
    assertProblem(
        call("DELETE", group + "/members/" + alice.user(), alice, null),
        "malformed-request",
        "group");
    assertProblem(
        call("PUT", group, alice, new GroupForm(title(1), List.of())),
        "malformed-request",
        "group");
  }

  @Test
  void everyFieldIsChecked() throws IOException {
    Person alice = newPerson();
    String group = newGroup(alice);
    String user = "\"" + newPerson().user() + "\"";
    String many = users(1_024);
    String long513 = "A".repeat(684);
    assertInvalid("PUT", newPath(), "{\"title\":\"" + long513 + "\",\"members\":[]}", "/title");
    assertInvalid("PUT", newPath(), "{\"title\":\"\",\"members\":" + many + "}", "/members");
    assertInvalid(
        "PUT", newPath(), "{\"title\":\"\",\"members\":[" + user + "," + user + "]}", "/members/1");
    assertInvalid("POST", group + "/members", "{\"members\":[]}", "/members");
    assertInvalid("POST", group + "/members", "{\"members\":" + many + "}", "/members");
    assertInvalid("POST", group + "/members", "{\"members\":[\"x\"]}", "/members/0");
    assertInvalid("PUT", group + "/title", "{\"revision\":0,\"title\":\"\"}", "/revision");
    assertInvalid(
        "PUT", group + "/title", "{\"revision\":1,\"title\":\"" + long513 + "\"}", "/title");
    assertInvalid("POST", group + "/join", "{\"secret\":\"AAAA\"}", "/secret");
    String member = group + "/members/" + alice.user();
    for (String role : List.of("{\"role\":\"OWNER\"}", "{\"role\":1}", "{}", "{\"role\":null}")) {
      assertThat(call("PUT", member, alice, role).problem()).isEqualTo("malformed-request");
    }
    assertThat(call("PUT", newPath(), alice, "{\"title\":\"\"}").problem())
        .isEqualTo("malformed-request");
    assertThat(call("PUT", group + "/link", alice, "{}").problem()).isEqualTo("malformed-request");
  }

  private static void assertInvalid(String method, String path, String body, String field)
      throws IOException {
    assertProblem(call(method, path, newPerson(), body), "invalid-field", field);
  }

  private static String users(int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> "\"" + api().world.newGroupId() + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  @Test
  void aTitleHas512BytesAtMost() throws IOException {
    String most = "{\"title\":\"" + "A".repeat(683) + "\",\"members\":[]}";
    assertRevision(call("PUT", newPath(), newPerson(), most), 1);
  }

  @Test
  void additionsAreLimited() throws IOException {
    Person alice = newPerson();
    String group = newGroup(alice);
    String most = "{\"members\":" + users(1_023) + "}";
    for (int round = 0; round < 4; round++) {
      assertProblem(call("POST", group + "/members", alice, most), "unknown-user", "/members/0");
    }
    Reply reply = call("POST", group + "/members", alice, most);
    assertThat(reply.problem()).isEqualTo("too-many-requests");
    assertThat(reply.body().get("retryAfterSeconds").intValue()).isEqualTo(575);
  }

  @Test
  void aGroupThatIsFullSaysSo() throws IOException {
    Person alice = newPerson();
    String group = newGroup(alice);
    String most = "{\"members\":" + users(1_023) + "}";
    List<UserId> more = Collections.nCopies(1, newPerson().user());
    assertRevision(call("POST", group + "/members", alice, new MembersForm(more)), 2);
    assertThat(call("POST", group + "/members", alice, most).problem()).isEqualTo("group-full");
  }
}
