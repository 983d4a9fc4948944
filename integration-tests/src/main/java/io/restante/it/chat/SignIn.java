package io.restante.it.chat;

import io.restante.it.account.Account;
import io.restante.it.account.AccountService;
import io.restante.it.account.AccountService.Registration;
import io.restante.it.account.Enrolment;
import io.restante.it.account.ProblemException;
import io.restante.it.signal.SignalCore;
import io.restante.it.vault.Vault;
import io.restante.local.CodeWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Makes an empty vault the device of a number. Single-threaded; blocks.
final class SignIn {
  private static final int ATTEMPTS = 3;
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration LINK_GOOD_FOR = Duration.ofMinutes(10);
  private static final Duration CODE_COMES_WITHIN = Duration.ofSeconds(10);

  private final Screen screen;
  private final ChatOptions options;
  private final Enrolment enrolment;
  private final @Nullable Path codes;

  /// Creates a sign-in.
  ///
  /// @param codes where the estate leaves codes, or null when that is not known
  SignIn(
      Screen screen,
      ChatOptions options,
      Vault vault,
      SignalCore core,
      AccountService accounts,
      @Nullable Path codes) {
    this.screen = screen;
    this.options = options;
    this.enrolment = new Enrolment(vault, core, accounts);
    this.codes = codes;
  }

  Account run() throws ChatException {
    try {
      return options.isLinking() ? link() : register();
    } catch (ProblemException e) {
      throw new ChatException("the server refuses: " + e.getMessage());
    } catch (IOException e) {
      throw new ChatException("the server does not answer: is ./restante up running?");
    }
  }

  private Account register() throws IOException, ProblemException, ChatException {
    screen.show(new Line.Note(options.number() + " is new here: registering it."));
    Registration registration = enrolment.requestCode(options.number());
    if (options.takesCodeFromEstate()) {
      return enrolment.confirm(registration, options.number(), codeFromEstate(registration));
    }
    screen.show(
        new Line.Note(
            codes == null
                ? "A code is on its way to it; type it here."
                : "Type the code that ./restante up has just shown in its terminal for"
                    + " registration "
                    + CodeWatch.shortName(registration.registration().toString())
                    + " (a real operator would send it by SMS)."));
    for (int attempt = 1; ; attempt++) {
      String code =
          screen.read("code").orElseThrow(() -> new ChatException("not registered")).strip();
      try {
        return enrolment.confirm(registration, options.number(), code);
      } catch (ProblemException e) {
        if (attempt == ATTEMPTS || e.problem().isPassing()) {
          throw e;
        }
        screen.show(
            new Line.Warning(
                "that is not the code of this number; look again, and type it once more"));
      }
    }
  }

  private Account link() throws IOException, ProblemException, ChatException {
    Enrolment.Attempt attempt = enrolment.openLink();
    screen.show(new Line.Note("On a device that you have, type:"));
    screen.show(new Line.Note("/link " + attempt.code().text()));
    screen.show(new Line.Note("Waiting for that, for ten minutes at most; Ctrl-C gives up."));
    long end = System.nanoTime() + LINK_GOOD_FOR.toNanos();
    Optional<Account> account = enrolment.linked(attempt);
    while (account.isEmpty()) {
      if (System.nanoTime() > end) {
        throw new ChatException("nobody confirmed within ten minutes; start again for a new code");
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      account = enrolment.linked(attempt);
    }
    if (!account.get().number().equals(options.number())) {
      throw new ChatException("that device is of another number: " + account.get().number());
    }
    return account.get();
  }

  private String codeFromEstate(Registration registration) throws IOException, ChatException {
    if (codes == null) {
      throw new ChatException("the estate does not say where its codes are; is it up?");
    }
    String prefix = registration.registration() + " ";
    long end = System.nanoTime() + CODE_COMES_WITHIN.toNanos();
    while (System.nanoTime() < end) {
      List<String> lines = Files.exists(codes) ? Files.readAllLines(codes) : List.of();
      Optional<String> line = lines.stream().filter(each -> each.startsWith(prefix)).findFirst();
      if (line.isPresent()) {
        return line.get().substring(prefix.length()).strip();
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    throw new ChatException("no code came");
  }
}
