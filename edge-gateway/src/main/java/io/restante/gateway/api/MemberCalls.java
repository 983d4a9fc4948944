package io.restante.gateway.api;

import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.gateway.directory.GroupStand;
import io.restante.gateway.directory.Groups;
import io.restante.gateway.http.Allowance;
import io.restante.gateway.http.Answer;
import io.restante.gateway.http.Body;
import io.restante.gateway.http.Call;
import io.restante.gateway.http.Caller.TicketHolder;
import io.restante.gateway.http.Nothing;
import io.restante.gateway.http.Route;
import io.restante.gateway.http.Scheme;
import io.restante.gateway.http.Verb;
import io.restante.gateway.limit.LimitRule;
import io.restante.gateway.limit.Limits;
import java.util.List;

/// The members of groups, and their roles. Thread-safe.
final class MemberCalls {
  private static final String MEMBER = "/groups/{group}/members/{user}";

  private final Groups groups;
  private final Limits limits;

  MemberCalls(Groups groups, Limits limits) {
    this.groups = groups;
    this.limits = limits;
  }

  List<Route<?, ?, ?>> routes() {
    return List.of(
        new Route<>(
            Verb.POST,
            "/groups/{group}/members",
            Scheme.TICKET,
            Body.of(MembersForm.class),
            Answer.ok(GroupStand.class),
            this::add),
        new Route<>(
            Verb.PUT,
            MEMBER,
            Scheme.TICKET,
            Body.of(RoleForm.class),
            Answer.ok(GroupStand.class),
            this::setRole),
        new Route<>(
            Verb.DELETE,
            MEMBER,
            Scheme.TICKET,
            Body.NONE,
            Answer.ok(GroupStand.class),
            this::remove));
  }

  private GroupStand add(Call<TicketHolder, MembersForm> call) {
    UserId user = call.caller().user();
    List<UserId> members = call.body().members();
    GroupId group = toChange(call);
    Allowance.take(limits, LimitRule.ADDS_PER_USER, user.toString(), members.size());
    return GroupProblems.done(groups.add(group, user, members));
  }

  private GroupStand setRole(Call<TicketHolder, RoleForm> call) {
    UserId member = call.user("user");
    return GroupProblems.done(
        groups.setRole(toChange(call), call.caller().user(), member, call.body().role()));
  }

  private GroupStand remove(Call<TicketHolder, Nothing> call) {
    UserId member = call.user("user");
    return GroupProblems.done(groups.remove(toChange(call), call.caller().user(), member));
  }

  /// Returns the group that is to be changed, and counts the change.
  private GroupId toChange(Call<TicketHolder, ?> call) {
    GroupId group = call.group("group");
    Allowance.take(limits, LimitRule.CHANGES_PER_USER, call.caller().user().toString(), 1);
    return group;
  }
}
