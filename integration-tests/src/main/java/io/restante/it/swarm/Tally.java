package io.restante.it.swarm;

/// What a swarm has counted since it was made. Immutable.
///
/// `sent = accepted + rejected + unanswered`, and once everything has arrived `accepted =
/// received`.
///
/// @param due messages whose time had come
/// @param sent messages handed to a socket
/// @param accepted messages in the log
/// @param rejected messages refused by the node: a fault
/// @param received messages delivered, each counted once
/// @param completed messages that every device of their group has
/// @param notices envelopes that are no messages
/// @param repeated messages delivered again
/// @param broken messages that came out of order or with a gap before them: a fault
/// @param acknowledged envelopes covered by an ACK
/// @param drained devices that were told DRAINED
/// @param closed connections that the node closed: a fault
/// @param overrun messages that were due while a device had no room for more: a fault of the load
public record Tally(
    long due,
    long sent,
    long accepted,
    long rejected,
    long received,
    long completed,
    long notices,
    long repeated,
    long broken,
    long acknowledged,
    long drained,
    long closed,
    long overrun) {

  /// Returns what is wrong, or an empty text.
  public String fault() {
    if (broken > 0) {
      return broken + " messages came out of order or after a gap";
    }
    if (rejected > 0) {
      return rejected + " messages were rejected";
    }
    if (closed > 0) {
      return closed + " connections were closed by the node";
    }
    return overrun > 0 ? overrun + " messages found no room in their device" : "";
  }
}
