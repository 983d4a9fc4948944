package io.restante.gateway.api;

import io.restante.gateway.directory.Directory;
import io.restante.gateway.directory.LinkId;
import io.restante.gateway.directory.Links;
import io.restante.gateway.directory.NewDevice;
import io.restante.gateway.directory.Secret;
import io.restante.gateway.http.Allowance;
import io.restante.gateway.http.Answer;
import io.restante.gateway.http.Body;
import io.restante.gateway.http.Call;
import io.restante.gateway.http.Caller.Anybody;
import io.restante.gateway.http.Caller.SecretHolder;
import io.restante.gateway.http.Caller.TicketHolder;
import io.restante.gateway.http.Nothing;
import io.restante.gateway.http.Problem;
import io.restante.gateway.http.Route;
import io.restante.gateway.http.Scheme;
import io.restante.gateway.http.Verb;
import io.restante.gateway.keys.KeyUpload;
import io.restante.gateway.limit.LimitRule;
import io.restante.gateway.limit.Limits;
import java.util.List;

/// A further device for a user. Thread-safe.
final class LinkCalls {
  private final Directory directory;
  private final Arrival arrival;
  private final Limits limits;

  LinkCalls(Directory directory, Arrival arrival, Limits limits) {
    this.directory = directory;
    this.arrival = arrival;
    this.limits = limits;
  }

  List<Route<?, ?, ?>> routes() {
    return List.of(
        new Route<>(
            Verb.POST,
            "/links",
            Scheme.NONE,
            Body.of(LinkForm.class),
            Answer.created(LinkOpened.class),
            this::open),
        new Route<>(
            Verb.PUT,
            "/links/{link}",
            Scheme.TICKET,
            Body.of(LinkConfirmation.class),
            Answer.NOTHING,
            this::confirm),
        new Route<>(
            Verb.GET,
            "/links/{link}",
            Scheme.SECRET,
            Body.NONE,
            Answer.ok(LinkView.class),
            this::look),
        new Route<>(
            Verb.POST,
            "/links/{link}/complete",
            Scheme.SECRET,
            Body.withKeys(LinkCompletion.class),
            Answer.created(Registered.class),
            this::complete));
  }

  private LinkOpened open(Call<Anybody, LinkForm> call) {
    Allowance.take(limits, LimitRule.LINKS_PER_SOURCE, call.source(), 1);
    Links.Opened opened = directory.links().open(call.body().publicKey());
    return new LinkOpened(opened.link(), opened.secret().text(), opened.expiresAt());
  }

  private Nothing confirm(Call<TicketHolder, LinkConfirmation> call) {
    String user = call.caller().user().toString();
    Allowance.take(limits, LimitRule.LINKS_PER_USER, user, 1);
    return switch (directory
        .links()
        .confirm(link(call), call.caller().device(), call.body().message())) {
      case CONFIRMED -> Nothing.NOTHING;
      case UNKNOWN_LINK -> throw Problem.UNKNOWN_LINK.exception();
      case CONFIRMED_BEFORE -> throw Problem.LINK_CONFIRMED_BEFORE.exception();
      case DEVICE_REMOVED -> throw Problem.DEVICE_REMOVED.exception();
    };
  }

  private LinkView look(Call<SecretHolder, Nothing> call) {
    return switch (directory.links().look(link(call), call.caller().secret())) {
      case Links.View.Waiting _ -> LinkView.waiting();
      case Links.View.Confirmed confirmed -> LinkView.confirmed(confirmed);
      case Links.View.Unknown _ -> throw Problem.UNKNOWN_LINK.exception();
    };
  }

  private Registered complete(Call<SecretHolder, LinkCompletion> call) {
    Links links = directory.links();
    LinkId link = link(call);
    Secret secret = call.caller().secret();
    // Before the signatures, so that only who has opened a link has them checked.
    if (links.look(link, secret) instanceof Links.View.Unknown) {
      throw Problem.UNKNOWN_LINK.exception();
    }
    Allowance.take(limits, LimitRule.COMPLETIONS_PER_LINK, link.toString(), 1);
    KeyUpload.Enrolment enrolment = call.body().device().enrolment();
    NewDevice device = call.body().device().toNewDevice();
    return arrival.enter(
        () -> links.reserve(link, secret, device.identityKey()),
        Problem.UNKNOWN_LINK,
        enrolment,
        reserved -> links.complete(link, reserved, device));
  }

  private static LinkId link(Call<?, ?> call) {
    return new LinkId(call.uuid("link"));
  }
}
