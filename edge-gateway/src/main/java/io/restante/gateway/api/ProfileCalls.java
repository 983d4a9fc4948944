package io.restante.gateway.api;

import io.restante.contract.UserId;
import io.restante.gateway.directory.Directory;
import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.directory.Privacy;
import io.restante.gateway.http.Allowance;
import io.restante.gateway.http.Answer;
import io.restante.gateway.http.Body;
import io.restante.gateway.http.Call;
import io.restante.gateway.http.Caller.TicketHolder;
import io.restante.gateway.http.Nothing;
import io.restante.gateway.http.Problem;
import io.restante.gateway.http.Route;
import io.restante.gateway.http.Scheme;
import io.restante.gateway.http.Verb;
import io.restante.gateway.limit.LimitRule;
import io.restante.gateway.limit.Limits;
import java.util.List;

/// Profiles and privacy settings. Thread-safe.
final class ProfileCalls {
  private final Directory directory;
  private final Limits limits;

  ProfileCalls(Directory directory, Limits limits) {
    this.directory = directory;
    this.limits = limits;
  }

  List<Route<?, ?, ?>> routes() {
    return List.of(
        new Route<>(
            Verb.GET,
            "/profile",
            Scheme.TICKET,
            Body.NONE,
            Answer.ok(ProfileForm.class),
            this::profile),
        new Route<>(
            Verb.PUT,
            "/profile",
            Scheme.TICKET,
            Body.of(ProfileForm.class),
            Answer.NOTHING,
            this::setProfile),
        new Route<>(
            Verb.GET,
            "/users/{user}/profile",
            Scheme.TICKET,
            Body.NONE,
            Answer.ok(ProfileForm.class),
            this::profileOf),
        new Route<>(
            Verb.GET,
            "/privacy",
            Scheme.TICKET,
            Body.NONE,
            Answer.ok(Privacy.class),
            this::privacy),
        new Route<>(
            Verb.PUT,
            "/privacy",
            Scheme.TICKET,
            Body.of(Privacy.class),
            Answer.NOTHING,
            this::setPrivacy));
  }

  private ProfileForm profile(Call<TicketHolder, Nothing> call) {
    return new ProfileForm(profile(call.caller().user(), Problem.DEVICE_REMOVED));
  }

  private ProfileForm profileOf(Call<TicketHolder, Nothing> call) {
    UserId user = call.user("user");
    Allowance.take(limits, LimitRule.LOOKUPS_PER_USER, call.caller().user().toString(), 1);
    return new ProfileForm(profile(user, Problem.UNKNOWN_USER));
  }

  private OpaqueBytes profile(UserId user, Problem otherwise) {
    return directory.profiles().profile(user).orElseThrow(otherwise::exception);
  }

  private Nothing setProfile(Call<TicketHolder, ProfileForm> call) {
    UserId user = call.caller().user();
    Allowance.take(limits, LimitRule.CHANGES_PER_USER, user.toString(), 1);
    return done(directory.profiles().setProfile(user, call.body().profile()));
  }

  private Privacy privacy(Call<TicketHolder, Nothing> call) {
    return directory
        .profiles()
        .privacy(call.caller().user())
        .orElseThrow(Problem.DEVICE_REMOVED::exception);
  }

  private Nothing setPrivacy(Call<TicketHolder, Privacy> call) {
    UserId user = call.caller().user();
    Allowance.take(limits, LimitRule.CHANGES_PER_USER, user.toString(), 1);
    return done(directory.profiles().setPrivacy(user, call.body()));
  }

  private static Nothing done(boolean isDone) {
    if (!isDone) {
      throw Problem.DEVICE_REMOVED.exception(); // The account is gone, and its devices with it.
    }
    return Nothing.NOTHING;
  }
}
