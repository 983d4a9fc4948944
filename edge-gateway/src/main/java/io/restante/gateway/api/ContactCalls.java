package io.restante.gateway.api;

import io.restante.contract.UserId;
import io.restante.gateway.api.FoundUsers.FoundUser;
import io.restante.gateway.directory.Directory;
import io.restante.gateway.directory.PhoneNumber;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Contacts, and their discovery by number. Thread-safe.
final class ContactCalls {
  private final Directory directory;
  private final Limits limits;

  ContactCalls(Directory directory, Limits limits) {
    this.directory = directory;
    this.limits = limits;
  }

  List<Route<?, ?, ?>> routes() {
    return List.of(
        new Route<>(
            Verb.POST,
            "/contacts/discovery",
            Scheme.TICKET,
            Body.of(NumbersForm.class),
            Answer.ok(FoundUsers.class),
            this::discover),
        new Route<>(
            Verb.GET,
            "/contacts",
            Scheme.TICKET,
            Body.NONE,
            Answer.ok(ContactList.class),
            this::list),
        new Route<>(
            Verb.PUT, "/contacts/{user}", Scheme.TICKET, Body.NONE, Answer.NOTHING, this::add),
        new Route<>(
            Verb.DELETE,
            "/contacts/{user}",
            Scheme.TICKET,
            Body.NONE,
            Answer.NOTHING,
            this::remove));
  }

  private FoundUsers discover(Call<TicketHolder, NumbersForm> call) {
    List<PhoneNumber> numbers = call.body().numbers().stream().distinct().toList();
    Allowance.take(
        limits, LimitRule.NUMBERS_PER_USER, call.caller().user().toString(), numbers.size());
    Map<PhoneNumber, UserId> users = directory.contacts().discover(numbers);
    List<FoundUser> found = new ArrayList<>();
    for (PhoneNumber number : numbers) {
      UserId user = users.get(number);
      if (user != null) {
        found.add(new FoundUser(number, user));
      }
    }
    return new FoundUsers(found);
  }

  private ContactList list(Call<TicketHolder, Nothing> call) {
    return new ContactList(directory.contacts().list(call.caller().user()));
  }

  private Nothing add(Call<TicketHolder, Nothing> call) {
    UserId user = call.caller().user();
    UserId contact = call.user("user");
    Allowance.take(limits, LimitRule.CHANGES_PER_USER, user.toString(), 1);
    return switch (directory.contacts().add(user, contact)) {
      case ADDED -> Nothing.NOTHING;
      case UNKNOWN_USER -> throw Problem.UNKNOWN_USER.exception();
      case FULL -> throw Problem.TOO_MANY_CONTACTS.exception();
    };
  }

  private Nothing remove(Call<TicketHolder, Nothing> call) {
    UserId user = call.caller().user();
    UserId contact = call.user("user");
    Allowance.take(limits, LimitRule.CHANGES_PER_USER, user.toString(), 1);
    directory.contacts().remove(user, contact);
    return Nothing.NOTHING;
  }
}
