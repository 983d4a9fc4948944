package io.restante.it.world;

import io.restante.it.account.AccountService;
import io.restante.local.Estate;
import io.restante.local.EstateOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/// A real estate with accounts, in a temporary directory that goes with it. The estate's data are
/// below `data`; the rest of the directory is the test's.
public final class AccountsEstate implements AutoCloseable {
  private final Path directory;
  private final Estate estate;

  private AccountsEstate(Path directory, Estate estate) {
    this.directory = directory;
    this.estate = estate;
  }

  /// Starts an estate with options of one's own.
  public static AccountsEstate start(Options options) throws IOException {
    Path directory = Files.createTempDirectory("restante-it-");
    EstateOptions usual = EstateOptions.in(directory.resolve("data")).withAccounts();
    return new AccountsEstate(directory, Estate.start(options.over(directory, usual)));
  }

  /// What a test changes of the usual options.
  @FunctionalInterface
  public interface Options {
    /// The usual options.
    Options USUAL = (_, usual) -> usual;

    /// Returns the test's options.
    ///
    /// @param directory the temporary directory
    EstateOptions over(Path directory, EstateOptions usual) throws IOException;
  }

  /// Returns the estate.
  public Estate estate() {
    return estate;
  }

  /// Returns the temporary directory.
  public Path directory() {
    return directory;
  }

  /// Returns a phone number that nobody has, 13 digits long.
  public static String newNumber() {
    return "+1999" + new SecureRandom().nextLong(1_000_000_000L, 10_000_000_000L);
  }

  /// Returns the code that was sent for a registration.
  public String codeOf(AccountService.Registration registration) {
    String prefix = registration.registration() + " ";
    try {
      return Files.readAllLines(estate.codeFile()).reversed().stream()
          .filter(line -> line.startsWith(prefix))
          .map(line -> line.substring(prefix.length()))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no code was sent"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    estate.close();
    SharedEstate.delete(directory);
  }

  /// Gives the shared estate, with groups, to tests that ask for it. What others left in its log is
  /// there.
  public static final class Shared extends SharedEstate<AccountsEstate> {
    /// Made by JUnit.
    public Shared() {
      super(AccountsEstate.class, () -> AccountsEstate.start((_, usual) -> audited(usual)));
    }

    /// Every message is looked at.
    private static EstateOptions audited(EstateOptions usual) {
      return usual.withTopologies().withNodeEnvironment("RESTANTE_AUDIT_ONE_IN", "1");
    }
  }
}
