package io.restante.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityFilesTest {
  private static final long SECOND = 1_000_000_000;

  private static TestCertificate first;
  private static TestCertificate second;
  private static TestCertificate third;

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private TlsFiles files;

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) throws IOException {
    first = TestCertificate.make(folder, "EC");
    second = TestCertificate.make(folder, "RSA");
    third = TestCertificate.make(folder, "EC");
  }

  @BeforeEach
  void useTheFirst() throws IOException {
    files = new TlsFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    first.writeCertificate(files.certificate());
    first.writeKey(files.key());
  }

  @Test
  void filesThatChangeAreTakenUpWithinASecond() throws IOException {
    IdentityFiles identities = new IdentityFiles(files, nanos::get);
    Identity before = identities.current();
    second.writeCertificate(files.certificate());
    second.writeKey(files.key());

    nanos.addAndGet(SECOND - 1);
    assertThat(shown(identities)).isEqualTo(first.certificate());
    nanos.addAndGet(1);
    assertThat(shown(identities)).isEqualTo(second.certificate());
    assertThat(before.chain()).containsExactly(first.certificate());
  }

  @Test
  void theIdentityStaysTheSameObjectWhileTheFilesDo() throws IOException {
    IdentityFiles identities = new IdentityFiles(files, nanos::get);
    Identity before = identities.current();
    nanos.addAndGet(SECOND);

    assertThat(identities.current()).isSameAs(before);
  }

  @Test
  void halfAChangeIsNoChangeAndTheOtherHalfCompletesIt() throws IOException {
    IdentityFiles identities = new IdentityFiles(files, nanos::get);
    second.writeCertificate(files.certificate());
    nanos.addAndGet(SECOND);
    assertThat(shown(identities)).isEqualTo(first.certificate());

    second.writeKey(files.key());
    nanos.addAndGet(SECOND);
    assertThat(shown(identities)).isEqualTo(second.certificate());
  }

  @Test
  void filesThatAreGoneOrBrokenLeaveTheLastGoodOne() throws IOException {
    IdentityFiles identities = new IdentityFiles(files, nanos::get);
    Files.delete(files.key());
    nanos.addAndGet(SECOND);
    assertThat(shown(identities)).isEqualTo(first.certificate());

    Files.writeString(files.key(), "no key");
    nanos.addAndGet(SECOND);
    assertThat(shown(identities)).isEqualTo(first.certificate());

    first.writeKey(files.key());
    nanos.addAndGet(SECOND);
    assertThat(shown(identities)).isEqualTo(first.certificate());
  }

  @Test
  void aStartWithFilesThatDoNotFitSaysWhy() throws IOException {
    second.writeKey(files.key());
    assertThatThrownBy(() -> new IdentityFiles(files)).isInstanceOf(IOException.class);

    Files.writeString(files.key(), "");
    assertThatThrownBy(() -> new IdentityFiles(files)).hasMessageContaining("no private key");

    third.writeKey(files.key());
    assertThatThrownBy(() -> new IdentityFiles(files)).hasMessageContaining("not the key of");

    Files.writeString(files.certificate(), "");
    assertThatThrownBy(() -> new IdentityFiles(files)).isInstanceOf(IOException.class);
  }

  private static X509Certificate shown(IdentityFiles identities) {
    return identities.current().chain().getFirst();
  }
}
