package io.restante.it.account;

import io.restante.contract.MessageId;
import org.jspecify.annotations.Nullable;

/// How far this device's conversation with a group is. Immutable.
///
/// @param lastNumber the number of the last sealed message
/// @param refused why everything from [#refusedFrom] on went to nobody, while that waits to be put
///   right; else null
/// @param waitMs how long the last refusal was waited out, 0 since something came back
/// @param isHeld whether the transport waits to be told where to go on
/// @param mustTell whether members are to have this device's key though nothing is written
record GroupLine(
    long lastNumber,
    @Nullable Refusal refused,
    long refusedFrom,
    long waitMs,
    boolean isHeld,
    boolean mustTell) {
  static final GroupLine NEW = new GroupLine(0, null, 0, 0, false, false);

  private static final long FIRST_WAIT_MS = 1_000;
  private static final long LAST_WAIT_MS = 30_000;

  /// Why a message to a group went to nobody.
  enum Refusal {
    /// No member at its revision and ever since: the directory has to be asked, and from then on
    /// the revision that it says.
    NOT_A_MEMBER,
    /// No such group as far as known: the directory has to be asked, then the same again.
    UNKNOWN_GROUP,
    /// The directory was behind: the same again later.
    DIRECTORY_BEHIND
  }

  /// A message, as it was sent with a revision, went to nobody, and so did what followed it.
  record Refused(MessageId id, long number, long revision, Refusal why) {}

  boolean waits() {
    return refused != null;
  }

  GroupLine refusedFrom(long number, Refusal why) {
    long from = waits() ? Math.min(refusedFrom, number) : number;
    long wait = Math.clamp(2 * waitMs, FIRST_WAIT_MS, LAST_WAIT_MS);
    return new GroupLine(lastNumber, why, from, wait, true, mustTell);
  }

  /// What was refused can be sent again.
  GroupLine putRight() {
    return new GroupLine(lastNumber, null, 0, waitMs, isHeld, mustTell);
  }

  /// The transport has been told where to go on.
  GroupLine goingOn() {
    return new GroupLine(lastNumber, refused, refusedFrom, waitMs, false, mustTell);
  }

  GroupLine at(long number) {
    return new GroupLine(number, refused, refusedFrom, waitMs, isHeld, mustTell);
  }

  GroupLine delivered() {
    return new GroupLine(lastNumber, refused, refusedFrom, 0, isHeld, mustTell);
  }

  GroupLine telling(boolean must) {
    return new GroupLine(lastNumber, refused, refusedFrom, waitMs, isHeld, must);
  }
}
