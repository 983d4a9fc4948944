package io.restante.gateway.http;

import io.restante.gateway.directory.Credential;
import io.restante.gateway.directory.Devices;
import io.restante.gateway.directory.Secret;
import io.restante.gateway.limit.LimitRule;
import io.restante.gateway.limit.Limits;
import io.restante.gateway.login.RemovedDevices;
import io.restante.gateway.login.TicketVerdict;
import io.restante.gateway.login.TicketVerifier;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds out who calls. Thread-safe.
///
/// A ticket is checked without any store; a credential costs one look into the directory, and is
/// therefore limited by where it comes from.
public final class Authenticator {
  private static final Pattern BEARER =
      Pattern.compile("Bearer ([A-Za-z0-9._-]{1,512})", Pattern.CASE_INSENSITIVE);

  private final TicketVerifier tickets;
  private final RemovedDevices removed;
  private final Devices devices;
  private final Limits limits;
  private final InstantSource clock;

  /// Creates an authenticator.
  public Authenticator(
      TicketVerifier tickets,
      RemovedDevices removed,
      Devices devices,
      Limits limits,
      InstantSource clock) {
    this.tickets = tickets;
    this.removed = removed;
    this.devices = devices;
    this.limits = limits;
    this.clock = clock;
  }

  Caller.SecretHolder bySecret(Incoming request) {
    return new Caller.SecretHolder(
        Secret.parse(token(request)).orElseThrow(Authenticator::unauthenticated));
  }

  Caller.CredentialHolder byCredential(Incoming request) {
    Credential credential =
        Credential.parse(token(request)).orElseThrow(Authenticator::unauthenticated);
    Allowance.take(limits, LimitRule.TICKETS_PER_SOURCE, request.source(), 1);
    OptionalLong epoch = devices.authenticate(credential);
    return new Caller.CredentialHolder(
        credential.address(), epoch.orElseThrow(Authenticator::unauthenticated));
  }

  Caller.TicketHolder byTicket(Incoming request) {
    return switch (tickets.verify(ByteBuffer.wrap(ticket(request)), clock.instant())) {
      case TicketVerdict.Genuine ticket -> {
        if (removed.isRemoved(ticket.address(), ticket.epoch())) {
          throw Problem.DEVICE_REMOVED.exception();
        }
        yield new Caller.TicketHolder(ticket.address());
      }
      case TicketVerdict.Removed _ -> throw Problem.DEVICE_REMOVED.exception();
      case TicketVerdict.Expired _ -> throw Problem.TICKET_EXPIRED.exception();
      case TicketVerdict.Malformed _,
          TicketVerdict.UnknownKey _,
          TicketVerdict.ForeignCell _,
          TicketVerdict.Forged _ ->
          throw unauthenticated();
    };
  }

  private static byte[] ticket(Incoming request) {
    try {
      return Base64.getUrlDecoder().decode(token(request));
    } catch (IllegalArgumentException e) {
      throw unauthenticated();
    }
  }

  private static String token(Incoming request) {
    Matcher header = BEARER.matcher(request.authorization());
    if (!header.matches()) {
      throw unauthenticated();
    }
    return header.group(1);
  }

  private static ProblemException unauthenticated() {
    return Problem.UNAUTHENTICATED.exception();
  }
}
