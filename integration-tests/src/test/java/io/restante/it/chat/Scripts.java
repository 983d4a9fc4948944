package io.restante.it.chat;

import io.restante.it.account.AccountService;
import io.restante.it.account.DeviceTransport;
import io.restante.it.account.Enrolment;
import io.restante.it.account.GroupService;
import io.restante.it.account.Phone;
import io.restante.it.account.SignalDevice;
import io.restante.it.device.DeviceSettings;
import io.restante.it.signal.SignalCore;
import io.restante.it.vault.Vault;
import io.restante.it.vault.VaultKey;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/// Chats that go by a script instead of a person, each with a vault of its own.
///
/// @param directory where the vaults are
/// @param accounts the API, or what stands for it
/// @param groups the API's groups
record Scripts(Path directory, AccountService accounts, GroupService groups) {
  private static final InstantSource CLOCK = InstantSource.system();

  /// How a script went.
  record Run(boolean held, String shown) {}

  /// Registers a number.
  void register(String number, Phone.CodeSource codes) throws Exception {
    try (Vault vault = vault(number)) {
      Enrolment enrolment = new Enrolment(vault, new SignalCore(vault, CLOCK), accounts);
      var registration = enrolment.requestCode(number);
      var _ = enrolment.confirm(registration, number, codes.codeOf(registration));
    }
  }

  /// Starts a chat.
  CompletableFuture<Run> start(String number, String script) {
    CompletableFuture<Run> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("chat of " + number)
        .start(
            () -> {
              try {
                done.complete(run(number, script));
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  private Run run(String number, String script) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Screen screen = new PlainScreen(new PrintStream(out, true, StandardCharsets.UTF_8), false);
    Vault vault = vault(number);
    BlockingQueue<Event> events = Session.Wired.queue();
    Conversations conversations = new Conversations(vault, number, events::add);
    DeviceSettings quick = DeviceSettings.USUAL.withAcks(32, Duration.ofMillis(5));
    SignalDevice.Parts parts =
        new SignalDevice.Parts(
            vault,
            new SignalCore(vault, CLOCK),
            accounts,
            groups,
            DeviceTransport.with(quick),
            CLOCK);
    SignalDevice device = new SignalDevice(parts, conversations);
    Session.Wired wired = new Session.Wired(device, conversations, events);
    boolean held;
    try (Session session = new Session(wired, screen, CLOCK)) {
      session.start();
      Path file = Files.writeString(directory.resolve(number + ".script"), script);
      held = new Script(session).run(file);
    }
    return new Run(held, out.toString(StandardCharsets.UTF_8));
  }

  private Vault vault(String number) throws Exception {
    Path place = Files.createDirectories(directory.resolve(number));
    return Vault.open(place, VaultKey.ofFile(place.resolve("key")));
  }
}
