package io.restante.gateway.listener;

/// What a listener counts. Every count only grows.
///
/// Sums that hold when nothing is under way:
/// - `sockets.opened` = `sockets.closed` + open now
/// - `sockets.opened` = `upgrades.accepted` + `upgrades.refused` + `polls.sockets` + lost before
/// - `sends.submitted` = `sends.accepted` + `sends.failed`
public enum ListenerMeter {
  /// Sockets accepted.
  SOCKETS_OPENED("edge.listener.sockets.opened"),
  /// Sockets that are gone.
  SOCKETS_CLOSED("edge.listener.sockets.closed"),
  /// Sockets closed at once, because far too many were open.
  SOCKETS_DROPPED("edge.listener.sockets.dropped"),
  /// TLS that did not come about, or broke: the other side's fault.
  TLS_FAILED("edge.listener.tls.failed"),
  /// HTTP requests that became WebSockets.
  UPGRADES_ACCEPTED("edge.listener.upgrades.accepted"),
  /// HTTP requests answered with an error.
  UPGRADES_REFUSED("edge.listener.upgrades.refused"),
  /// Sockets that went over to long polling.
  POLL_SOCKETS("edge.listener.polls.sockets"),
  /// Connections of devices that poll.
  POLLS_OPENED("edge.listener.polls.opened"),
  /// Polls answered on behalf of a connection.
  POLLS_ANSWERED("edge.listener.polls.answered"),
  /// Polls refused, their connection left alone.
  POLLS_REFUSED("edge.listener.polls.refused"),
  /// Messages read from devices.
  FRAMES_READ("edge.listener.frames.read"),
  /// Messages that were no frames.
  FRAMES_MALFORMED("edge.listener.frames.malformed"),
  /// Frames answered with REJECTED.
  FRAMES_REJECTED("edge.listener.frames.rejected"),
  /// SENDs taken in by the queue to the log.
  SENDS_SUBMITTED("edge.listener.sends.submitted"),
  /// SENDs found on all in-sync replicas.
  SENDS_ACCEPTED("edge.listener.sends.accepted"),
  /// SENDs refused by the log.
  SENDS_FAILED("edge.listener.sends.failed"),
  /// Times that the queue to the log was full.
  SENDS_HELD("edge.listener.sends.held"),
  /// Envelopes written to devices.
  ENVELOPES_WRITTEN("edge.listener.envelopes.written"),
  /// TYPINGs told to whom they named.
  TYPINGS_TOLD("edge.listener.typings.told"),
  /// TYPINGs passed over: too soon after the last one, or with recipients out of range.
  TYPINGS_PASSED_OVER("edge.listener.typings.passed_over"),
  /// READs passed on to the mailbox.
  READS_TAKEN("edge.listener.reads.taken"),
  /// Questions after a group's receipts passed on.
  RECEIPTS_ASKED("edge.listener.receipts.asked"),
  /// WATCHes and UNWATCHes taken.
  WATCHES_TAKEN("edge.listener.watches.taken"),
  /// WATCHes and UNWATCHes passed over: too many users in a minute, or none, or too many at once.
  WATCHES_PASSED_OVER("edge.listener.watches.passed_over"),
  /// Signals written to devices.
  SIGNALS_WRITTEN("edge.listener.signals.written"),
  /// Signals dropped because the device's socket took no more.
  SIGNALS_DROPPED("edge.listener.signals.dropped"),
  /// Devices sent to the node that serves their mailbox.
  DEVICES_MOVED("edge.listener.devices.moved"),
  /// Times that a socket was no longer read.
  READ_PAUSES("edge.listener.read.pauses"),
  /// Connections ended by this node with a close code.
  CLOSES_SENT("edge.listener.closes.sent"),
  /// Exceptions that nobody expected; each is a bug.
  BUGS("edge.listener.bugs");

  private final String label;

  ListenerMeter(String label) {
    this.label = label;
  }

  /// Returns the meter's name.
  public String label() {
    return label;
  }
}
