package io.restante.it.bench;

import io.restante.contract.UserId;
import io.restante.it.account.Account;
import io.restante.it.account.AccountApi;
import io.restante.it.account.AccountService.Registration;
import io.restante.it.account.DeviceTransport;
import io.restante.it.account.Enrolment;
import io.restante.it.account.GroupApi;
import io.restante.it.account.ProblemException;
import io.restante.it.account.SignalDevice;
import io.restante.it.account.SignalListener;
import io.restante.it.device.DeviceSettings;
import io.restante.it.signal.Content;
import io.restante.it.signal.Letter;
import io.restante.it.signal.SignalCore;
import io.restante.it.vault.Vault;
import io.restante.it.vault.VaultKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Somebody whom nobody knew a moment ago: registers over the API as a phone does, keys and all,
/// and connects. Thread-safe once registered.
final class Newcomer implements SignalListener, AutoCloseable {
  private final CountDownLatch read = new CountDownLatch(1);
  private final SignalDevice device;

  private Newcomer(Vault vault, SignalCore core, AccountApi api, GroupApi groups) {
    InstantSource clock = InstantSource.system();
    this.device =
        new SignalDevice(
            new SignalDevice.Parts(
                vault, core, api, groups, DeviceTransport.with(DeviceSettings.USUAL), clock),
            this);
  }

  /// Registers a number with the code that the estate shows, and starts to connect.
  ///
  /// @param directory of its own
  static Newcomer register(Lab lab, String number, Path directory)
      throws IOException, ProblemException, BenchFailedException {
    AccountApi api = new AccountApi(lab.estate().apiUri());
    Files.createDirectories(directory);
    Vault vault = Vault.open(directory, VaultKey.ofFile(directory.resolve("key")));
    SignalCore core = new SignalCore(vault, InstantSource.system());
    Enrolment enrolment = new Enrolment(vault, core, api);
    Registration registration = enrolment.requestCode(number);
    Account _ = enrolment.confirm(registration, number, codeOf(lab, registration));
    Newcomer newcomer = new Newcomer(vault, core, api, new GroupApi(lab.estate().apiUri()));
    newcomer.device.start();
    return newcomer;
  }

  private static String codeOf(Lab lab, Registration registration)
      throws IOException, BenchFailedException {
    String prefix = registration.registration() + " ";
    return Files.readAllLines(lab.estate().codeFile()).stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .findFirst()
        .orElseThrow(() -> new BenchFailedException("no code was sent"));
  }

  /// Finds somebody by number and writes to them.
  void write(String number, String text)
      throws IOException, ProblemException, BenchFailedException {
    UserId peer =
        device
            .discover(number)
            .orElseThrow(() -> new BenchFailedException("who has registered is not found"));
    var _ = device.send(peer, text, null);
  }

  /// Waits for the first text to be read.
  void awaitRead() throws InterruptedException, BenchFailedException {
    if (!read.await(Lab.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new BenchFailedException("the first message did not come");
    }
  }

  @Override
  public void text(Letter letter, Content.Text text, long skipped) {
    read.countDown();
  }

  @Override
  public void close() throws IOException {
    device.close();
  }
}
