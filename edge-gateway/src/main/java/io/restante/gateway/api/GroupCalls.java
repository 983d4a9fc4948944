package io.restante.gateway.api;

import io.restante.contract.GroupId;
import io.restante.gateway.directory.GroupStand;
import io.restante.gateway.directory.GroupView;
import io.restante.gateway.directory.Groups;
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

/// Groups, their titles and join links. Thread-safe.
final class GroupCalls {
  private final Groups groups;
  private final Limits limits;

  GroupCalls(Groups groups, Limits limits) {
    this.groups = groups;
    this.limits = limits;
  }

  List<Route<?, ?, ?>> routes() {
    return List.of(
        new Route<>(
            Verb.GET, "/groups", Scheme.TICKET, Body.NONE, Answer.ok(GroupList.class), this::list),
        new Route<>(
            Verb.PUT,
            "/groups/{group}",
            Scheme.TICKET,
            Body.of(GroupForm.class),
            Answer.ok(GroupStand.class),
            this::create),
        new Route<>(
            Verb.GET,
            "/groups/{group}",
            Scheme.TICKET,
            Body.NONE,
            Answer.ok(GroupView.class),
            this::look),
        new Route<>(
            Verb.PUT,
            "/groups/{group}/title",
            Scheme.TICKET,
            Body.of(TitleForm.class),
            Answer.ok(GroupStand.class),
            this::rename),
        new Route<>(
            Verb.PUT,
            "/groups/{group}/link",
            Scheme.TICKET,
            Body.NONE,
            Answer.ok(JoinLink.class),
            this::makeLink),
        new Route<>(
            Verb.DELETE,
            "/groups/{group}/link",
            Scheme.TICKET,
            Body.NONE,
            Answer.ok(GroupStand.class),
            this::endLink),
        new Route<>(
            Verb.POST,
            "/groups/{group}/join",
            Scheme.TICKET,
            Body.of(JoinForm.class),
            Answer.ok(GroupStand.class),
            this::join));
  }

  private GroupList list(Call<TicketHolder, Nothing> call) {
    return new GroupList(groups.list(call.caller().user()));
  }

  private GroupStand create(Call<TicketHolder, GroupForm> call) {
    GroupForm form = call.body();
    GroupId group = toChange(call);
    if (!form.members().isEmpty()) {
      String user = call.caller().user().toString();
      Allowance.take(limits, LimitRule.ADDS_PER_USER, user, form.members().size());
    }
    return GroupProblems.done(
        groups.create(group, call.caller().user(), form.title(), form.members()));
  }

  private GroupView look(Call<TicketHolder, Nothing> call) {
    GroupId group = call.group("group");
    Allowance.take(limits, LimitRule.LOOKUPS_PER_USER, call.caller().user().toString(), 1);
    return groups.look(group, call.caller().user()).orElseThrow(Problem.UNKNOWN_GROUP::exception);
  }

  private GroupStand rename(Call<TicketHolder, TitleForm> call) {
    TitleForm form = call.body();
    return GroupProblems.done(
        groups.rename(toChange(call), call.caller().user(), form.revision(), form.title()));
  }

  private JoinLink makeLink(Call<TicketHolder, Nothing> call) {
    return JoinLink.of(
        GroupProblems.done(groups.makeJoinLink(toChange(call), call.caller().user())));
  }

  private GroupStand endLink(Call<TicketHolder, Nothing> call) {
    return GroupProblems.done(groups.endJoinLink(toChange(call), call.caller().user()));
  }

  private GroupStand join(Call<TicketHolder, JoinForm> call) {
    return GroupProblems.done(
        groups.join(toChange(call), call.caller().user(), call.body().toSecret()));
  }

  /// Returns the group that is to be changed, and counts the change.
  private GroupId toChange(Call<TicketHolder, ?> call) {
    GroupId group = call.group("group");
    Allowance.take(limits, LimitRule.CHANGES_PER_USER, call.caller().user().toString(), 1);
    return group;
  }
}
