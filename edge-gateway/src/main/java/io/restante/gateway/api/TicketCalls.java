package io.restante.gateway.api;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.http.Allowance;
import io.restante.gateway.http.Answer;
import io.restante.gateway.http.Body;
import io.restante.gateway.http.Call;
import io.restante.gateway.http.Caller.CredentialHolder;
import io.restante.gateway.http.Nothing;
import io.restante.gateway.http.Route;
import io.restante.gateway.http.Scheme;
import io.restante.gateway.http.Verb;
import io.restante.gateway.limit.LimitRule;
import io.restante.gateway.limit.Limits;
import io.restante.gateway.login.TicketSigner;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Tickets for credentials. Thread-safe.
final class TicketCalls {
  private final TicketTerms terms;
  private final TicketSigner signer;
  private final Limits limits;
  private final InstantSource clock;

  TicketCalls(TicketTerms terms, TicketSigner signer, Limits limits, InstantSource clock) {
    this.terms = terms;
    this.signer = signer;
    this.limits = limits;
    this.clock = clock;
  }

  List<Route<?, ?, ?>> routes() {
    return List.of(
        new Route<>(
            Verb.POST,
            "/tickets",
            Scheme.CREDENTIAL,
            Body.NONE,
            Answer.created(TicketGrant.class),
            this::grant));
  }

  private TicketGrant grant(Call<CredentialHolder, Nothing> call) {
    DeviceAddress device = call.caller().device();
    Allowance.take(limits, LimitRule.TICKETS_PER_DEVICE, Subjects.device(device), 1);
    Instant expiry = clock.instant().plus(terms.lifetime()).truncatedTo(ChronoUnit.SECONDS);
    byte[] ticket = signer.sign(terms.cell(), device, call.caller().epoch(), expiry);
    return new TicketGrant(OpaqueBytes.copyOf(ticket), expiry, terms.gateway().toString());
  }

  /// What tickets are good for. Immutable.
  ///
  /// @param cell this cell
  /// @param lifetime how long they are valid
  /// @param gateway the WebSocket that devices are told
  record TicketTerms(String cell, Duration lifetime, URI gateway) {}
}
