package io.restante.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.UserId;
import io.restante.gateway.postgres.DirectoryWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumberKeysTest {
  private static final String OLD = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String NEW = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
  private static final PhoneNumber NUMBER = PhoneNumber.parse("+15550001").orElseThrow();

  @TempDir private Path directory;

  private NumberKeys keys(String... lines) throws IOException {
    return NumberKeys.load(Files.write(directory.resolve("keys"), List.of(lines)));
  }

  @Test
  void aTagIsThatOfItsNumberAndKeyAlone() throws IOException {
    NumberTag tag = keys(OLD).tags(NUMBER).tags().getFirst();
    PhoneNumber other = PhoneNumber.parse("+15550002").orElseThrow();

    assertThat(keys(OLD).tags(NUMBER).tags()).containsExactly(tag);
    assertThat(keys(OLD).tags(other).tags()).doesNotContain(tag);
    assertThat(keys(NEW).tags(NUMBER).tags()).doesNotContain(tag);
    assertThat(keys(NEW, "", "# old", OLD).tags(NUMBER).tags())
        .hasSize(2)
        .element(1)
        .isEqualTo(tag);
  }

  @Test
  void codesOutliveAChangeOfKeys() throws IOException {
    RegistrationId registration = new RegistrationId(new UUID(1, 2));
    byte[] hash = keys(OLD).codeHash(registration, "123456");

    assertThat(keys(NEW, OLD).isCode(registration, "123456", hash)).isTrue();
    assertThat(keys(NEW, OLD).isCode(registration, "123457", hash)).isFalse();
    assertThat(keys(NEW).isCode(registration, "123456", hash)).isFalse();
  }

  @Test
  void usersAreFoundWhileKeysChange() throws IOException {
    try (DirectoryWorld world = new DirectoryWorld();
        PostgresDirectory before = world.directory(keys(OLD));
        PostgresDirectory during = world.directory(keys(NEW, OLD));
        PostgresDirectory after = world.directory(keys(NEW))) {
      List.of(before, during, after).forEach(PostgresDirectory::start);
      UserId user = register(world, before);
      assertThat(during.contacts().discover(List.of(NUMBER))).isEqualTo(Map.of(NUMBER, user));
      assertThat(after.contacts().discover(List.of(NUMBER))).isEmpty();

      assertThat(register(world, during)).isEqualTo(user);

      assertThat(before.contacts().discover(List.of(NUMBER))).isEqualTo(Map.of(NUMBER, user));
      assertThat(after.contacts().discover(List.of(NUMBER))).isEqualTo(Map.of(NUMBER, user));
      after.accounts().delete(user);
      assertThat(before.contacts().discover(List.of(NUMBER))).isEmpty();
    }
  }

  private static UserId register(DirectoryWorld world, PostgresDirectory node) {
    Registrations port = node.registrations();
    RegistrationId registration = port.requestCode(NUMBER).registration();
    Reservation.Reserved it =
        (Reservation.Reserved) port.reserve(registration, world.code(registration));
    Completion.Completed completed =
        (Completion.Completed) port.complete(registration, it.address(), DirectoryWorld.device(1));
    return completed.credential().address().user();
  }

  @Test
  void whatIsNoKeyFileIsRefused() {
    assertThatThrownBy(() -> keys("# nothing")).hasMessageContaining("no keys");
    assertThatThrownBy(() -> keys("AAEC")).hasMessageContaining("32 bytes");
    assertThatThrownBy(() -> keys("not base64!")).hasMessageContaining("32 bytes");
    assertThatThrownBy(() -> keys(OLD, OLD)).hasMessageContaining("one id");
  }

  @Test
  void aNewFileHasOneKeyAndIsItsOwnersAlone() throws IOException {
    Path file = directory.resolve("new");
    NumberKeys.generate(file, new SecureRandom());

    assertThat(NumberKeys.load(file).tags(NUMBER).tags()).hasSize(1);
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }
}
