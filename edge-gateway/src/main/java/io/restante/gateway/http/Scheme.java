package io.restante.gateway.http;

import java.util.List;

/// What a caller must show, in `Authorization: Bearer`. One of four constants.
///
/// @param <C> what the caller is then known as
public final class Scheme<C extends Caller> {
  /// Nothing.
  public static final Scheme<Caller.Anybody> NONE =
      new Scheme<>("none", (_, _) -> new Caller.Anybody());

  /// The secret of a link.
  public static final Scheme<Caller.SecretHolder> SECRET =
      new Scheme<>("secret", Authenticator::bySecret);

  /// A device's credential.
  public static final Scheme<Caller.CredentialHolder> CREDENTIAL =
      new Scheme<>("credential", Authenticator::byCredential);

  /// A ticket.
  public static final Scheme<Caller.TicketHolder> TICKET =
      new Scheme<>("ticket", Authenticator::byTicket);

  /// All of them.
  public static final List<Scheme<?>> ALL = List.of(NONE, SECRET, CREDENTIAL, TICKET);

  private final String label;
  private final Check<C> check;

  private Scheme(String label, Check<C> check) {
    this.label = label;
    this.check = check;
  }

  /// Returns its name in the API's description.
  public String label() {
    return label;
  }

  /// Returns the caller of a request.
  ///
  /// @throws ProblemException when what must be shown is not there or is not good
  C identify(Authenticator authenticator, Incoming request) {
    return check.identify(authenticator, request);
  }

  @Override
  public String toString() {
    return label;
  }

  private interface Check<C extends Caller> {
    C identify(Authenticator authenticator, Incoming request);
  }
}
