package io.restante.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.gateway.postgres.DirectoryWorld;
import io.restante.gateway.postgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What readers of the directory's log rely on: a user's revision rises with every change, the rows
/// of the change bear it, and the user's row is written after them.
class RevisionTest {
  private static final String JOURNAL =
      """
      CREATE TABLE journal (step bigserial, transaction xid8, relation text, revision bigint);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO journal (transaction, relation, revision)
          VALUES (pg_current_xact_id(), TG_TABLE_NAME, coalesce(NEW.revision, 0));
        RETURN NULL;
      END $$;
      """;

  private final DirectoryWorld world = new DirectoryWorld();
  private final UserId user = newUser();

  @BeforeEach
  void keepAJournal() {
    StringBuilder sql = new StringBuilder(JOURNAL);
    for (String table : List.of("users", "devices", "contacts", "groups", "group_members")) {
      sql.append("CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON ")
          .append(table)
          .append(" FOR EACH ROW EXECUTE FUNCTION note();");
    }
    Rows.run(world.url(), sql.toString());
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void aRegistrationWritesTheUserLast() {
    newUser();
    assertThat(journal()).containsExactly("devices 1", "users 1");
  }

  @Test
  void aRenewalRaisesTheRevisionOnce() {
    var number = DirectoryWorld.newNumber();
    world.register(number, 1);
    forgetJournal();
    world.register(number, 2);
    // The first is the reservation of the device id, which changes nothing that others see.
    assertThat(journal()).containsExactly("users 1", "devices 0", "devices 2", "users 2");
  }

  @Test
  void aContactComesAndGoesWithARevision() {
    UserId contact = newUser();
    forgetJournal();
    world.directory().contacts().add(user, contact);
    world.directory().contacts().add(user, contact);
    world.directory().contacts().remove(user, contact);
    world.directory().contacts().remove(user, contact);
    assertThat(journal()).containsExactly("contacts 2", "users 2", "contacts 0", "users 3");
  }

  @Test
  void profileAndPrivacyRaiseTheRevision() {
    world.directory().profiles().setProfile(user, OpaqueBytes.EMPTY);
    world.directory().profiles().setPrivacy(user, Privacy.DEFAULT);
    assertThat(journal()).containsExactly("users 2", "users 3");
  }

  @Test
  void aDeviceIsLinkedAndRemovedWithARevision() {
    Links links = world.directory().links();
    Links.Opened opened = links.open(DirectoryWorld.identity(1));
    links.confirm(opened.link(), new DeviceAddress(user, 1), OpaqueBytes.EMPTY);
    Reservation.Reserved reserved =
        (Reservation.Reserved)
            links.reserve(opened.link(), opened.secret(), DirectoryWorld.identity(1));
    forgetJournal();

    links.complete(opened.link(), reserved.address(), DirectoryWorld.device(1));
    world.directory().devices().remove(reserved.address());
    assertThat(journal()).containsExactly("devices 2", "users 2", "devices 0", "users 3");
  }

  @Test
  void anAccountIsDeletedWithItsRowLast() {
    world.directory().contacts().add(user, newUser());
    forgetJournal();
    world.directory().accounts().delete(user);
    assertThat(journal()).containsExactly("devices 0", "contacts 0", "users 0");
  }

  @Test
  void aGroupsRowIsWrittenLastAndOnce() {
    GroupId group = world.newGroupId();
    UserId other = newUser();
    forgetJournal();
    Groups groups = world.directory().groups();
    groups.create(group, user, OpaqueBytes.EMPTY, List.of(other));
    groups.setRole(group, user, other, GroupRole.ADMIN);
    groups.rename(group, user, 2, OpaqueBytes.copyOf(new byte[] {1}));
    groups.remove(group, user, other);
    groups.add(group, user, List.of(other));
    assertThat(journal())
        .containsExactly(
            "group_members 1",
            "group_members 1",
            "groups 1",
            "group_members 2",
            "groups 2",
            "groups 3",
            "group_members 0",
            "groups 4",
            "group_members 5",
            "groups 5");
  }

  @Test
  void aGroupEndsWithItsRowLastAndASuccessorComesBeforeIt() {
    GroupId group = world.newGroupId();
    UserId other = newUser();
    Groups groups = world.directory().groups();
    groups.create(group, user, OpaqueBytes.EMPTY, List.of(other));
    forgetJournal();
    groups.remove(group, user, user);
    groups.remove(group, other, other);
    assertThat(journal())
        .containsExactly(
            "group_members 0", "group_members 2", "groups 2", "group_members 0", "groups 0");
  }

  @Test
  void onlyTheseColumnsLeaveTheDatabase() {
    assertThat(
            strings(
                "SELECT tablename || ': ' || array_to_string(attnames, ' ')"
                    + " FROM pg_publication_tables WHERE pubname = 'directory' ORDER BY tablename"))
        .containsExactly(
            "contacts: user_id contact_id revision",
            "devices: user_id device_id registration_id epoch registered_at revision",
            "group_members: group_id user_id role since_revision revision",
            "groups: group_id revision member_count created_at",
            "users: user_id device_list_revision last_seen read_receipts group_adds created_at"
                + " revision");
  }

  private UserId newUser() {
    return world.register(DirectoryWorld.newNumber(), 1).credential().address().user();
  }

  /// Returns what was written, in order; a deletion has revision 0.
  private List<String> journal() {
    return strings("SELECT relation || ' ' || revision FROM journal ORDER BY step");
  }

  private void forgetJournal() {
    Rows.run(world.url(), "DELETE FROM journal");
  }

  private List<String> strings(String sql) {
    try (Connection connection = DriverManager.getConnection(world.url(), TestPostgres.USER, "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> strings = new ArrayList<>();
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
      return strings;
    } catch (SQLException e) {
      throw new IllegalStateException("a statement of a test failed", e);
    }
  }
}
