package io.restante.it.chat;

import io.restante.it.account.Account;
import io.restante.it.account.AccountApi;
import io.restante.it.account.AccountService;
import io.restante.it.account.DeviceTransport;
import io.restante.it.account.GroupApi;
import io.restante.it.account.SignalDevice;
import io.restante.it.device.DeviceSettings;
import io.restante.it.signal.SignalCore;
import io.restante.it.vault.Vault;
import io.restante.it.vault.VaultException;
import io.restante.it.vault.VaultKey;
import io.restante.local.EstateFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;

/// The program: `./restante chat NUMBER`.
public final class Chat {
  private static final int NOT_AS_EXPECTED = 1;
  private static final int WRONG_COMMAND_LINE = 2;

  private Chat() {}

  /// Chats until the person leaves, and ends with 0; with 1 when that was not possible or a
  /// script's expectation did not hold, with 2 when the command line is wrong.
  public static void main(String[] arguments) throws Exception {
    System.setProperty("log4j2.configurationFile", "restante-quiet-log4j2.xml");
    Path home = Path.of(System.getProperty("restante.home", ""));
    if (List.of(arguments).contains("--help")) {
      System.out.println(ChatOptions.USAGE);
      return;
    }
    ChatOptions options;
    try {
      options = ChatOptions.parse(home, List.of(arguments));
    } catch (ChatException e) {
      System.err.println(e.sentence() + "\n\n" + ChatOptions.USAGE);
      System.exit(WRONG_COMMAND_LINE);
      return;
    }
    System.exit(run(options));
  }

  private static int run(ChatOptions options) throws IOException, InterruptedException {
    boolean isUnicode = Charset.defaultCharset().equals(StandardCharsets.UTF_8);
    Screen screen =
        options.script() == null ? new TerminalScreen() : new PlainScreen(System.out, isUnicode);
    try (screen) {
      Vault vault = open(options);
      try (Session session = session(options, vault, screen)) {
        return chat(session, options, screen);
      }
    } catch (ChatException e) {
      System.err.println(e.sentence());
      return NOT_AS_EXPECTED;
    }
  }

  private static int chat(Session session, ChatOptions options, Screen screen)
      throws IOException, InterruptedException {
    session.start();
    Path script = options.script();
    if (script != null) {
      return new Script(session).run(script) ? 0 : NOT_AS_EXPECTED;
    }
    session.note("This is " + options.number() + ". /help says what there is; Ctrl-D leaves.");
    Commands commands = new Commands(session);
    boolean isStaying = true;
    while (isStaying && session.over().isEmpty()) {
      String to = session.ask(() -> session.conversations().chosen()).map(Talk::name).orElse("");
      Optional<String> line = screen.read(to);
      isStaying = line.isPresent() && isStaying(commands, line.get(), session);
    }
    return 0;
  }

  private static boolean isStaying(Commands commands, String line, Session session) {
    try {
      return commands.run(line);
    } catch (ChatException e) {
      session.show(new Line.Warning(e.sentence()));
      return true;
    }
  }

  private static Session session(ChatOptions options, Vault vault, Screen screen)
      throws ChatException, IOException {
    try {
      InstantSource clock = InstantSource.system();
      Optional<EstateFile> estate = EstateFile.ofRunning(options.data());
      URI api = api(options, estate);
      AccountService accounts = new AccountApi(api);
      SignalCore core = new SignalCore(vault, clock);
      if (Account.in(vault).isEmpty()) {
        Path codes = estate.map(EstateFile::codeFile).orElse(null);
        Account _ = new SignIn(screen, options, vault, core, accounts, codes).run();
      }
      String own = Account.in(vault).map(Account::number).orElse(options.number());
      if (!own.equals(options.number())) {
        throw new ChatException("the state in " + options.state() + " is of " + own);
      }
      BlockingQueue<Event> events = Session.Wired.queue();
      Conversations conversations = new Conversations(vault, options.number(), events::add);
      SignalDevice.Parts parts =
          new SignalDevice.Parts(
              vault,
              core,
              accounts,
              new GroupApi(api),
              DeviceTransport.with(DeviceSettings.USUAL),
              clock);
      SignalDevice device = new SignalDevice(parts, conversations);
      return new Session(new Session.Wired(device, conversations, events), screen, clock);
    } catch (ChatException e) {
      vault.close();
      throw e;
    }
  }

  private static URI api(ChatOptions options, Optional<EstateFile> estate) throws ChatException {
    URI given = options.api();
    if (given != null) {
      return given;
    }
    return estate
        .map(EstateFile::apiUri)
        .orElseThrow(
            () ->
                new ChatException(
                    "No estate runs on "
                        + options.data()
                        + ".\nStart one in another terminal with: ./restante up"));
  }

  private static Vault open(ChatOptions options) throws ChatException, IOException {
    Path state = options.state();
    Files.createDirectories(
        state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      return Vault.open(state, key(options));
    } catch (VaultException e) {
      throw new ChatException(
          switch (e.why()) {
            case TAKEN ->
                "the state in "
                    + state
                    + " is open in another terminal. For a further device of this number: "
                    + "--link --state ANOTHER_DIRECTORY";
            case WRONG_KEY -> "the state in " + state + " is locked differently: " + e.getMessage();
            case DAMAGED -> "the state in " + state + " is damaged: " + e.getMessage();
          });
    }
  }

  private static VaultKey key(ChatOptions options) throws IOException {
    Path file = options.passphraseFile();
    if (file == null) {
      return VaultKey.ofFile(options.state().resolve("key"));
    }
    String passphrase = Files.readAllLines(file).getFirst();
    return VaultKey.ofPassphrase(passphrase.toCharArray());
  }
}
