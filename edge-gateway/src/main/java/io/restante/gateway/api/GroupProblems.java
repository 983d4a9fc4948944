package io.restante.gateway.api;

import io.restante.gateway.directory.GroupAnswer;
import io.restante.gateway.directory.GroupRefusal;
import io.restante.gateway.http.Problem;
import io.restante.gateway.http.ProblemException;
import java.util.OptionalInt;

/// Turns what came of a change of a group into an answer or a problem.
final class GroupProblems {
  private GroupProblems() {}

  /// Returns what was done.
  ///
  /// @throws ProblemException when it was refused
  static <T> T done(GroupAnswer<T> answer) {
    return switch (answer) {
      case GroupAnswer.Done<T>(T value) -> value;
      case GroupAnswer.Refused<T>(GroupRefusal why, OptionalInt place) -> throw problem(why, place);
    };
  }

  private static ProblemException problem(GroupRefusal why, OptionalInt place) {
    return switch (why) {
      case UNKNOWN_GROUP -> Problem.UNKNOWN_GROUP.exception();
      case UNKNOWN_MEMBER -> Problem.UNKNOWN_MEMBER.exception();
      case NOT_ADMIN -> Problem.NOT_ADMIN.exception();
      case UNKNOWN_USER -> at(Problem.UNKNOWN_USER, place, "users that are there");
      case ADDING_REFUSED -> at(Problem.ADDING_REFUSED, place, "users who let the caller add them");
      case TOO_MANY_GROUPS -> at(Problem.TOO_MANY_GROUPS, place, "users who are in fewer groups");
      case LAST_ADMIN -> Problem.LAST_ADMIN.exception();
      case CHANGED_MEANWHILE -> Problem.GROUP_CHANGED.exception();
      case GROUP_FULL -> Problem.GROUP_FULL.exception();
      case ID_TAKEN -> Problem.GROUP_EXISTS.exception();
      case ID_UNTIMELY ->
          Problem.INVALID_FIELD.field("group", "a UUID of version 7 whose time is within a day");
      case CALLER_GONE -> Problem.DEVICE_REMOVED.exception();
    };
  }

  private static ProblemException at(Problem problem, OptionalInt place, String expected) {
    return place.isPresent()
        ? problem.field("/" + GroupFields.MEMBERS + "/" + place.getAsInt(), expected)
        : problem.exception();
  }
}
