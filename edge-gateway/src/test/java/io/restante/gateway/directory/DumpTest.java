package io.restante.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.gateway.postgres.DirectoryWorld;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What whoever steals the database learns.
class DumpTest {
  private DirectoryWorld world;

  @BeforeEach
  void start() {
    world = new DirectoryWorld();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  /// Looks for a number in all tables: as it is, its digits, their bytes, and hashes without a key.
  private List<String> rowsWith(PhoneNumber number) {
    String digits = number.e164().substring(1);
    List<String> traces =
        List.of(
            digits,
            hex(digits.getBytes(StandardCharsets.US_ASCII)),
            Long.toHexString(Long.parseLong(digits)),
            hex(hash("SHA-256", number.e164())),
            hex(hash("SHA-256", digits)),
            hex(hash("SHA-1", number.e164())),
            hex(hash("MD5", number.e164())));
    return Rows.all(world.url()).stream()
        .filter(row -> traces.stream().anyMatch(row.toLowerCase(Locale.ROOT)::contains))
        .toList();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] hash(String algorithm, String text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aDumpHasNoPhoneNumber() {
    PhoneNumber number = DirectoryWorld.newNumber();
    UserId user = world.register(number, 1).credential().address().user();
    world.register(number, 2);
    world.directory().registrations().requestCode(number);
    world.directory().contacts().discover(List.of(number));

    assertThat(Rows.all(world.url())).anyMatch(row -> row.contains(user.toString()));
    assertThat(rowsWith(number)).isEmpty();
  }

  @Test
  void aPhoneNumberWouldBeFound() {
    PhoneNumber number = DirectoryWorld.newNumber();
    UserId user = world.register(number, 1).credential().address().user();
    byte[] text = number.e164().getBytes(StandardCharsets.US_ASCII);
    world.directory().profiles().setProfile(user, OpaqueBytes.copyOf(text));

    assertThat(rowsWith(number)).hasSize(1);
    byte[] hash = hash("SHA-256", number.e164());
    world.directory().profiles().setProfile(user, OpaqueBytes.copyOf(hash));
    assertThat(rowsWith(number)).hasSize(1);
  }

  @Test
  void aDumpHasNeitherCodesNorCredentialsNorLinkSecrets() {
    CodeRequest request = world.directory().registrations().requestCode(DirectoryWorld.newNumber());
    Credential credential = world.register(DirectoryWorld.newNumber(), 1).credential();
    Links.Opened opened = world.directory().links().open(DirectoryWorld.identity(9));
    Secret join = joinSecret(credential.address().user());

    String code = world.code(request.registration());
    List<String> rows = Rows.all(world.url());
    assertThat(rows).noneMatch(row -> row.contains("(" + code) || row.contains("," + code));
    assertThat(rows).noneMatch(row -> row.contains(hex(credential.secret().toByteArray())));
    assertThat(rows).noneMatch(row -> row.contains(hex(opened.secret().toByteArray())));
    assertThat(rows).noneMatch(row -> row.contains(hex(join.toByteArray())));
    assertThat(rows).anyMatch(row -> row.contains(hex(credential.secret().sha256())));
    assertThat(rows).anyMatch(row -> row.contains(hex(join.sha256())));
  }

  private Secret joinSecret(UserId user) {
    Groups groups = world.directory().groups();
    GroupId group = world.newGroupId();
    groups.create(group, user, OpaqueBytes.EMPTY, List.of());
    return ((GroupAnswer.Done<NewJoinLink>) groups.makeJoinLink(group, user)).value().secret();
  }

  @Test
  void ofADeletedAccountOnlyTheRemovalOfItsDevicesStays() {
    PhoneNumber number = DirectoryWorld.newNumber();
    DeviceAddress device = world.register(number, 1).credential().address();
    UserId user = device.user();
    UserId contact = world.register(DirectoryWorld.newNumber(), 1).credential().address().user();
    world.directory().contacts().add(user, contact);
    world
        .directory()
        .groups()
        .create(world.newGroupId(), user, OpaqueBytes.EMPTY, List.of(contact));
    world.directory().groups().create(world.newGroupId(), user, OpaqueBytes.EMPTY, List.of());
    world
        .directory()
        .links()
        .confirm(
            world.directory().links().open(DirectoryWorld.identity(9)).link(),
            device,
            OpaqueBytes.EMPTY);

    assertThat(world.directory().accounts().delete(user)).containsExactly(device);

    assertThat(Rows.all(world.url()))
        .filteredOn(row -> row.contains(user.toString()))
        .isNotEmpty()
        .allMatch(row -> row.startsWith("leftovers"));
    assertThat(world.directory().contacts().discover(List.of(number))).isEmpty();
    assertThat(world.register(number, 1).credential().address().user()).isNotEqualTo(user);
  }
}
