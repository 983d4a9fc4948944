package io.restante.streams.ops;

import java.util.List;

/// What a meter of a topology says. A table of docs/operations.md is checked against these.
///
/// @param name dotted, in lower case; Prometheus shows `streams.x.y` as `streams_x_y`, a count with
///   `_total` behind it
/// @param isCount whether it only grows
/// @param meaning what is counted or gauged, in a few words
public record MeterMeaning(String name, boolean isCount, String meaning) {
  /// All of them, in the order of the documentation. Those of the JVM come on top, under
  /// Micrometer's own names.
  public static final List<MeterMeaning> ALL =
      List.of(
          new MeterMeaning(
              "streams.audit.success.ppm",
              false,
              "of a million messages that came to their end within an hour, how many were"
                  + " delivered"),
          new MeterMeaning(
              "streams.audit.online.sent.p50.ms",
              false,
              "from acceptance to the connection of who was connected, the median of a minute or"
                  + " two"),
          new MeterMeaning("streams.audit.online.sent.p99.ms", false, "the same, 99th percentile"),
          new MeterMeaning(
              "streams.audit.online.stored.p50.ms",
              false,
              "from acceptance to the acknowledgement of who was connected, the median"),
          new MeterMeaning(
              "streams.audit.online.stored.p99.ms", false, "the same, 99th percentile"),
          new MeterMeaning(
              "streams.audit.waiting.minute",
              false,
              "messages that have waited for less than a minute"),
          new MeterMeaning("streams.audit.waiting.hour", false, "for less than an hour"),
          new MeterMeaning("streams.audit.waiting.day", false, "for less than a day"),
          new MeterMeaning("streams.audit.waiting.week", false, "for less than a week"),
          new MeterMeaning("streams.audit.waiting.longer", false, "for longer"),
          new MeterMeaning(
              "streams.audit.waiting.oldest.ms",
              false,
              "how long the one has waited that has waited longest"),
          new MeterMeaning(
              "streams.audit.events", true, "stages of messages that were read; see the sum below"),
          new MeterMeaning("streams.audit.accepted", true, "messages that came to be known"),
          new MeterMeaning(
              "streams.audit.accepted.late",
              true,
              "those of which the first thing heard was their end"),
          new MeterMeaning("streams.audit.delivered", true, "messages that a device has stored"),
          new MeterMeaning(
              "streams.audit.online", true, "those for who was connected when the log took them"),
          new MeterMeaning(
              "streams.audit.online.intime", true, "those of these stored within 200 ms"),
          new MeterMeaning("streams.audit.expired", true, "messages that nobody collected"),
          new MeterMeaning(
              "streams.audit.missing", true, "messages of which nothing was heard for 31 days"),
          new MeterMeaning("streams.audit.read", true, "messages up to which somebody has read"),
          new MeterMeaning("streams.audit.again", true, "stages that were known"),
          new MeterMeaning(
              "streams.audit.unknown",
              true,
              "stages of a later version, and readings of what is not known to be delivered"),
          new MeterMeaning("streams.audit.poison", true, "records that could not be read"),
          new MeterMeaning(
              "streams.audit.failures", true, "stream threads that died and were replaced"),
          new MeterMeaning(
              "streams.audit.lag.records",
              false,
              "records not processed yet, of the partition furthest behind"),
          new MeterMeaning(
              "streams.fanout.messages",
              true,
              "records of `messaging.group-envelopes` that were read; see the sum below"),
          new MeterMeaning("streams.fanout.fannedout", true, "messages that went to members"),
          new MeterMeaning("streams.fanout.recipients", true, "members they went to"),
          new MeterMeaning(
              "streams.fanout.refused.notamember",
              true,
              "messages refused, because the sender is no member"),
          new MeterMeaning(
              "streams.fanout.refused.unknown",
              true,
              "messages refused, because there is no such group"),
          new MeterMeaning(
              "streams.fanout.refused.behind",
              true,
              "messages refused, because the directory was behind or too many waited"),
          new MeterMeaning(
              "streams.fanout.withheld",
              true,
              "messages refused without a word, because an earlier one of the device was"),
          new MeterMeaning(
              "streams.fanout.holds", false, "refusals that hold up what came after them"),
          new MeterMeaning(
              "streams.fanout.holds.dropped",
              true,
              "refusals forgotten before their time, for want of room"),
          new MeterMeaning(
              "streams.fanout.poison", true, "records of both topics that could not be read"),
          new MeterMeaning("streams.fanout.poison.messages", true, "those among the messages"),
          new MeterMeaning("streams.fanout.tickers", true, "tickers among the messages"),
          new MeterMeaning(
              "streams.fanout.parkings",
              true,
              "times that a message had to wait for the directory"),
          new MeterMeaning(
              "streams.fanout.parked.taken",
              true,
              "messages that waited when a partition came here"),
          new MeterMeaning(
              "streams.fanout.parked.left", true, "messages that waited when a partition left"),
          new MeterMeaning("streams.fanout.waiting", false, "messages that wait now"),
          new MeterMeaning(
              "streams.fanout.waiting.oldest.ms",
              false,
              "for how long the first of them has waited"),
          new MeterMeaning(
              "streams.fanout.records", true, "records written to `messaging.envelopes`"),
          new MeterMeaning(
              "streams.fanout.audited",
              true,
              "messages on their way to members that the audit was told of"),
          new MeterMeaning("streams.fanout.revisions", true, "markers taken: revisions of groups"),
          new MeterMeaning(
              "streams.fanout.incomplete", true, "markers whose count of members did not fit"),
          new MeterMeaning(
              "streams.fanout.announcements", true, "changes that members were told of"),
          new MeterMeaning(
              "streams.fanout.corrections",
              true,
              "senders told that they sent with an older revision"),
          new MeterMeaning(
              "streams.fanout.damaged", true, "entries of the stores that could not be read"),
          new MeterMeaning(
              "streams.fanout.failures", true, "times that a stream thread died and was replaced"),
          new MeterMeaning(
              "streams.fanout.lag.records",
              false,
              "records not yet processed, of the partition that is furthest behind"),
          new MeterMeaning(
              "streams.fanout.housekeeping.failures",
              true,
              "rounds of deleting that did not come to an end"),
          new MeterMeaning("streams.presence.sessions", true, "comings and goings read"),
          new MeterMeaning(
              "streams.presence.sessions.changed",
              true,
              "comings and goings that said something new, or came again"),
          new MeterMeaning(
              "streams.presence.sessions.late",
              true,
              "comings and goings of connections older than one that is known"),
          new MeterMeaning(
              "streams.presence.sessions.ended",
              true,
              "sessions ended because their partition has a later owner"),
          new MeterMeaning("streams.presence.watches", true, "watches read"),
          new MeterMeaning(
              "streams.presence.watches.refused", true, "watches of users who have 1,024 watchers"),
          new MeterMeaning("streams.presence.told", true, "what watchers were told"),
          new MeterMeaning("streams.presence.published", true, "statuses written"),
          new MeterMeaning("streams.presence.rows", true, "rows of users and contacts taken in"),
          new MeterMeaning("streams.presence.poison", true, "records that could not be read"),
          new MeterMeaning(
              "streams.presence.forgotten",
              true,
              "sessions and watches forgotten after their time"),
          new MeterMeaning(
              "streams.presence.failures", true, "stream threads that died and were replaced"),
          new MeterMeaning(
              "streams.presence.lag.records",
              false,
              "records not processed yet, of the partition furthest behind"),
          new MeterMeaning(
              "streams.receipts.events", true, "records of `messaging.receipts` that were read"),
          new MeterMeaning(
              "streams.receipts.watermarks", true, "watermarks in them; see the sum below"),
          new MeterMeaning("streams.receipts.raised", true, "watermarks that said something new"),
          new MeterMeaning("streams.receipts.unchanged", true, "watermarks that said nothing new"),
          new MeterMeaning(
              "streams.receipts.astray",
              true,
              "watermarks of somebody who does not receive the conversation"),
          new MeterMeaning(
              "streams.receipts.unfounded",
              true,
              "watermarks of reading where nothing had been delivered"),
          new MeterMeaning("streams.receipts.told", true, "receipts that went to senders"),
          new MeterMeaning(
              "streams.receipts.asked", true, "questions after each member of a group"),
          new MeterMeaning("streams.receipts.answered", true, "questions that were answered"),
          new MeterMeaning("streams.receipts.users", true, "rows of users taken in"),
          new MeterMeaning(
              "streams.receipts.poison", true, "records of both topics that could not be read"),
          new MeterMeaning(
              "streams.receipts.forgotten", true, "entries forgotten after 30 days without change"),
          new MeterMeaning(
              "streams.receipts.failures",
              true,
              "times that a stream thread died and was replaced"),
          new MeterMeaning(
              "streams.receipts.lag.records",
              false,
              "records not yet processed, of the partition that is furthest behind"));

  /// Returns a meter.
  ///
  /// @throws IllegalArgumentException when nobody has said what it means
  static MeterMeaning named(String name) {
    return ALL.stream()
        .filter(meaning -> meaning.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + ": not in the catalogue of meters"));
  }

  /// Returns the row of the documentation's table.
  public String row() {
    return "| `" + name + "` | " + (isCount ? "count" : "gauge") + " | " + meaning + " |";
  }
}
