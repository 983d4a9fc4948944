package io.restante.gateway.api;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.directory.Directory;
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

/// Lists of devices, and their removal; the removal of a whole account. Thread-safe.
final class DeviceCalls {
  private final Directory directory;
  private final Departure departure;
  private final Limits limits;

  DeviceCalls(Directory directory, Departure departure, Limits limits) {
    this.directory = directory;
    this.departure = departure;
    this.limits = limits;
  }

  List<Route<?, ?, ?>> routes() {
    return List.of(
        new Route<>(
            Verb.GET,
            "/devices",
            Scheme.TICKET,
            Body.NONE,
            Answer.ok(OwnDevices.class),
            this::list),
        new Route<>(
            Verb.DELETE,
            "/devices/{device}",
            Scheme.TICKET,
            Body.NONE,
            Answer.NOTHING,
            this::remove),
        new Route<>(
            Verb.DELETE,
            "/account",
            Scheme.TICKET,
            Body.NONE,
            Answer.NOTHING,
            this::deleteAccount));
  }

  private OwnDevices list(Call<TicketHolder, Nothing> call) {
    return directory
        .devices()
        .list(call.caller().user())
        .map(OwnDevices::of)
        .orElseThrow(Problem.DEVICE_REMOVED::exception);
  }

  private Nothing remove(Call<TicketHolder, Nothing> call) {
    UserId user = call.caller().user();
    DeviceAddress device = new DeviceAddress(user, call.device("device"));
    Allowance.take(limits, LimitRule.CHANGES_PER_USER, user.toString(), 1);
    if (directory.devices().remove(device).isEmpty()) {
      throw Problem.UNKNOWN_DEVICE.exception();
    }
    departure.forget(List.of(device));
    return Nothing.NOTHING;
  }

  private Nothing deleteAccount(Call<TicketHolder, Nothing> call) {
    departure.forget(directory.accounts().delete(call.caller().user()));
    return Nothing.NOTHING;
  }
}
