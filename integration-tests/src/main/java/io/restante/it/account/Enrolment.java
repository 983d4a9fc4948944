package io.restante.it.account;

import io.restante.it.account.AccountService.Link;
import io.restante.it.account.AccountService.LinkStatus;
import io.restante.it.account.AccountService.NewDevice;
import io.restante.it.account.AccountService.Registered;
import io.restante.it.account.AccountService.Registration;
import io.restante.it.signal.LinkCode;
import io.restante.it.signal.LinkKey;
import io.restante.it.signal.Provision;
import io.restante.it.signal.SignalCore;
import io.restante.it.signal.Texts;
import io.restante.it.vault.Vault;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes an empty vault a device: by a phone number's code, or by a device that the user has.
/// Single-threaded.
public final class Enrolment {
  private final Vault vault;
  private final SignalCore core;
  private final AccountService accounts;
  private @Nullable NewDevice device;

  /// Creates an enrolment.
  public Enrolment(Vault vault, SignalCore core, AccountService accounts) {
    this.vault = vault;
    this.core = core;
    this.accounts = accounts;
  }

  /// A link that this device has opened and shows as a code.
  public static final class Attempt {
    private final LinkKey key;
    private final Link link;

    private Attempt(LinkKey key, Link link) {
      this.key = key;
      this.link = link;
    }

    /// Returns what the other device has to read.
    public LinkCode code() {
      return new LinkCode(link.link(), key.publicKey());
    }
  }

  /// Asks for a code; see [#confirm].
  public Registration requestCode(String number) throws IOException, ProblemException {
    return accounts.requestCode(number);
  }

  /// Registers with the code. When no answer came, the same call may be made again.
  public Account confirm(Registration registration, String number, String code)
      throws IOException, ProblemException {
    if (device == null) {
      core.begin();
    }
    Registered registered = accounts.confirm(registration.registration(), code, newDevice());
    return keep(registered, number);
  }

  /// Opens a link; then show its code and ask [#linked] until it is confirmed.
  public Attempt openLink() throws IOException, ProblemException {
    LinkKey key = new LinkKey();
    return new Attempt(key, accounts.openLink(key.publicKey()));
  }

  /// Completes the link if the other device has confirmed it.
  ///
  /// @return nothing as long as it has not
  /// @throws IOException also when what the other device sent was not sealed for this link
  public Optional<Account> linked(Attempt attempt) throws IOException, ProblemException {
    Link link = attempt.link;
    LinkStatus status = accounts.link(link.link(), link.secret());
    String message = status.message();
    if (message == null) {
      return Optional.empty();
    }
    Provision provision =
        Provision.open(attempt.key, link.link(), Texts.decode(message))
            .filter(opened -> Account.uuid(opened.user()).equals(status.user()))
            .orElseThrow(() -> new IOException("the link was confirmed by somebody else"));
    if (device == null) {
      core.join(provision);
    }
    Registered registered = accounts.completeLink(link.link(), link.secret(), newDevice());
    return Optional.of(keep(registered, provision.number()));
  }

  private NewDevice newDevice() {
    if (device == null) {
      device = new NewDevice(core.registrationId(), null, core.keys().all());
      vault.commit();
    }
    return device;
  }

  private Account keep(Registered registered, String number) {
    Account account =
        new Account(registered.user(), registered.device(), number, registered.credential());
    account.putInto(vault);
    vault.commit();
    return account;
  }
}
