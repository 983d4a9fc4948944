package io.restante.gateway.ops;

import static io.restante.gateway.ops.MeterMeaning.count;
import static io.restante.gateway.ops.MeterMeaning.gauge;

import java.util.List;

/// Every meter of a node. Those of the JVM come on top, under Micrometer's own names.
///
/// No meter has a label but `edge.api.answers`, whose two come from closed sets. No user, device,
/// ticket or phone number is ever in one.
///
/// Sums that hold when nothing is under way:
/// - `edge.listener.sockets.opened` = `edge.listener.sockets.closed` + open now
/// - `edge.listener.sends.submitted` = `edge.listener.sends.accepted` +
///   `edge.listener.sends.failed`
/// - `edge.signal.offered` = `edge.signal.appended` + `edge.signal.dropped`
/// - `edge.signal.read` = `edge.signal.told` + `edge.signal.away` + `edge.signal.stale` +
///   `edge.signal.unreadable`
/// - `edge.snapshot.asked` = `edge.snapshot.fetched` + `edge.snapshot.none` +
///   `edge.snapshot.broken` + `edge.snapshot.late` + `edge.snapshot.unreachable`
/// - `edge.api.connections.opened` = `edge.api.connections.closed` + open now
/// - `edge.api.requests.taken` + `edge.api.requests.refused` = all of `edge.api.answers`
public final class MeterCatalogue {
  /// All of them, in the order of the documentation.
  public static final List<MeterMeaning> ALL =
      List.of(
          count("edge.listener.sockets.opened", "sockets accepted"),
          count("edge.listener.sockets.closed", "sockets that are gone"),
          count("edge.listener.sockets.dropped", "sockets closed at once: far too many were open"),
          count("edge.listener.tls.failed", "TLS that did not come about, or broke"),
          count("edge.listener.upgrades.accepted", "HTTP requests that became WebSockets"),
          count("edge.listener.upgrades.refused", "HTTP requests answered with an error"),
          count("edge.listener.polls.sockets", "sockets that went over to long polling"),
          count("edge.listener.polls.opened", "connections of devices that poll"),
          count("edge.listener.polls.answered", "polls answered on behalf of a connection"),
          count("edge.listener.polls.refused", "polls refused, their connection left alone"),
          count("edge.listener.frames.read", "messages read from devices"),
          count("edge.listener.frames.malformed", "messages that were no frames"),
          count("edge.listener.frames.rejected", "frames answered with REJECTED"),
          count("edge.listener.sends.submitted", "SENDs taken in by the queue to the log"),
          count("edge.listener.sends.accepted", "SENDs found on all in-sync replicas"),
          count("edge.listener.sends.failed", "SENDs refused by the log"),
          count("edge.listener.sends.held", "times that the queue to the log was full"),
          count("edge.listener.envelopes.written", "envelopes written to devices"),
          count("edge.listener.typings.told", "TYPINGs told to whom they named"),
          count(
              "edge.listener.typings.passed_over",
              "TYPINGs too soon after the last one, or to nobody or too many"),
          count("edge.listener.reads.taken", "READs passed on to the mailbox"),
          count("edge.listener.receipts.asked", "questions after a group's receipts passed on"),
          count("edge.listener.watches.taken", "WATCHes and UNWATCHes taken"),
          count(
              "edge.listener.watches.passed_over",
              "WATCHes and UNWATCHes of too many users in a minute or a frame, or of none"),
          count("edge.listener.signals.written", "signals written to devices"),
          count(
              "edge.listener.signals.dropped", "signals dropped: the device's socket took no more"),
          count(
              "edge.listener.devices.moved", "devices told that they are at home on another node"),
          gauge("edge.listener.devices.leaving", "devices that wait to be sent to another node"),
          count("edge.listener.devices.kept", "devices whose home was gone or not known"),
          gauge("edge.listener.devices.waiting", "devices that wait for their home to be known"),
          count("edge.listener.read.pauses", "times that a socket was no longer read"),
          count("edge.listener.closes.sent", "connections ended by the node with a close code"),
          count("edge.listener.bugs", "exceptions that nobody expected; each is a bug"),
          gauge("edge.listener.connections", "connections open, WebSockets and polled ones"),
          count("edge.mailbox.delivered", "envelopes handed to connections, repetitions included"),
          count("edge.mailbox.forgotten", "tombstones asked for"),
          count("edge.mailbox.expired", "envelopes that nobody collected in time"),
          count(
              "edge.mailbox.repeated",
              "records appended again, because an older one's tombstone would have erased them"),
          count("edge.mailbox.erased", "records gone before they could be appended again here"),
          count("edge.receipts.reported", "records asked for that say how far users have come"),
          count(
              "edge.receipts.notasked",
              "questions after a group's receipts dropped, because there was no room"),
          count("edge.mailbox.sweep.chunks", "chunks of the log read for devices that were behind"),
          count("edge.mailbox.rebuilds", "indexes thrown away and built again from the log"),
          count("edge.mailbox.poison", "records whose key is no slot, passed over"),
          gauge(
              "edge.mailbox.in.flight.bytes",
              "what devices have unacknowledged, with what is kept of it"),
          gauge("edge.mailbox.partitions", "partitions owned and caught up"),
          gauge(
              "edge.mailbox.partitions.waiting",
              "partitions owned that can't be served yet: no leader, or no place for an index"),
          count("edge.ownership.taken", "claims of partitions read and taken up"),
          count("edge.ownership.passed_over", "claims older than what was known"),
          count("edge.ownership.unreadable", "claims that could not be read"),
          count("edge.ownership.written", "claims written by this node"),
          count("edge.ownership.outdated", "claims held back: the log knows a later owner"),
          count("edge.snapshot.published", "snapshots of indexes published"),
          count("edge.snapshot.uploaded.bytes", "bytes of files put into the store for them"),
          count("edge.snapshot.failed", "publications that failed and are tried again"),
          count("edge.snapshot.outdated", "publications held back: the store has a later owner's"),
          gauge(
              "edge.snapshot.oldest.seconds",
              "how long ago a partition was last found to need no snapshot, the longest of all"),
          count("edge.snapshot.asked", "takeovers that asked for a snapshot"),
          count("edge.snapshot.fetched", "takeovers that got one"),
          count("edge.snapshot.none", "takeovers for which there was none of use"),
          count("edge.snapshot.broken", "takeovers that found only such as can't be trusted"),
          count("edge.snapshot.late", "takeovers that waited for as long as they may"),
          count("edge.snapshot.unreachable", "takeovers that the store did not answer"),
          gauge("edge.send.queue.jobs", "what waits for the log on behalf of devices"),
          gauge("edge.send.queue.bytes", "the same in bytes"),
          gauge("edge.housekeeping.queue.jobs", "what waits for the log on the node's own behalf"),
          gauge("edge.housekeeping.queue.bytes", "the same in bytes"),
          count("edge.audit.offered", "stages of messages to be told to the audit"),
          count("edge.audit.appended", "stages that the log took"),
          count("edge.audit.dropped", "stages given up: the queue was full, or the log refused"),
          count("edge.roster.messages", "messages whose device list revision was looked at"),
          count("edge.roster.dropped", "notices given up because the queue to the log was full"),
          count("edge.roster.told", "senders told of changed devices"),
          count("edge.roster.discarded", "messages that came for a device that is no more"),
          count("edge.devices.rows", "records of devices and device lists taken in"),
          count("edge.devices.poison", "records of the same that could not be read, passed over"),
          count("edge.devices.waits", "times a partition waited for device lists"),
          count("edge.devices.unknown", "users named by a record, of whom the directory has none"),
          count("edge.devices.discarded", "times a removed device was cut off and emptied"),
          gauge("edge.presence.waiting", "devices of which something waits to be said"),
          count("edge.presence.noted", "devices that came or left"),
          count(
              "edge.presence.replaced",
              "comings and goings that became one with another before they were appended"),
          count("edge.presence.sessions.appended", "comings and goings that the log took"),
          count(
              "edge.presence.sessions.dropped",
              "comings and goings given up: too many devices waited"),
          count("edge.presence.watches.offered", "watches to be appended, one for each user"),
          count("edge.presence.watches.appended", "watches that the log took"),
          count("edge.presence.watches.dropped", "watches given up: the queue was full"),
          count("edge.signal.offered", "signals to be appended, one for each recipient"),
          count("edge.signal.appended", "signals that the log took"),
          count(
              "edge.signal.dropped",
              "signals given up: the queue was full, or the log did not take them"),
          count("edge.signal.read", "signals read for users of this node's partitions"),
          count("edge.signal.told", "signals handed to the user's connected devices"),
          count("edge.signal.away", "signals for users none of whose devices was connected"),
          count("edge.signal.stale", "signals read more than 5 s after they were appended"),
          count("edge.signal.unreadable", "records that are no signals, passed over"),
          count("edge.keys.statements.served", "statements that the key store answered"),
          count("edge.keys.statements.failed", "statements that failed or took too long"),
          count(
              "edge.api.answers", "answers of the HTTP API, by `route` (a template) and `status`"),
          count("edge.api.requests.taken", "requests that got a permit"),
          count("edge.api.requests.refused", "requests answered with 503: no permit was left"),
          count("edge.api.requests.flawed", "requests that were no HTTP, or had too long headers"),
          gauge("edge.api.requests.inflight", "requests under way"),
          count("edge.api.connections.opened", "connections accepted"),
          count("edge.api.connections.closed", "connections that are gone"),
          count("edge.api.connections.slow", "connections closed because a request was too slow"),
          count("edge.api.bugs", "exceptions that nobody expected; each is a bug"));

  private MeterCatalogue() {}

  /// Returns a meter.
  ///
  /// @throws IllegalArgumentException when nobody has said what it means
  static MeterMeaning named(String name) {
    return ALL.stream()
        .filter(meaning -> meaning.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + ": not in the catalogue of meters"));
  }
}
