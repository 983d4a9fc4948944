package io.restante.gateway.api;

import io.restante.gateway.directory.Directory;
import io.restante.gateway.http.Route;
import java.util.ArrayList;
import java.util.List;

/// The calls about accounts and groups, together.
final class AccountRoutes {
  private AccountRoutes() {}

  static List<Route<?, ?, ?>> of(ApiPorts ports) {
    Directory directory = ports.directory();
    Departure departure = new Departure(ports.keys(), directory);
    Arrival arrival = new Arrival(ports.keys(), departure);
    List<Route<?, ?, ?>> routes = new ArrayList<>();
    routes.addAll(new RegistrationCalls(directory, arrival, ports.limits()).routes());
    routes.addAll(new LinkCalls(directory, arrival, ports.limits()).routes());
    routes.addAll(new DeviceCalls(directory, departure, ports.limits()).routes());
    routes.addAll(new ProfileCalls(directory, ports.limits()).routes());
    routes.addAll(new ContactCalls(directory, ports.limits()).routes());
    routes.addAll(new GroupCalls(directory.groups(), ports.limits()).routes());
    routes.addAll(new MemberCalls(directory.groups(), ports.limits()).routes());
    return routes;
  }
}
