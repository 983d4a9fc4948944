package io.restante.gateway.mailbox;

import io.restante.contract.DeviceAddress;
import java.util.List;

/// What is to be done with what nobody has collected in time. Owned by the partition's core.
///
/// @param <C> a connection
final class Expiries<C> {
  private final ExpirySearch search;
  private final MailboxIndex index;
  private final Standings standings;
  private final SharedRecords<C> shared;
  private final MailboxTable<C> mailboxes;

  Expiries(
      ExpirySearch search,
      MailboxIndex index,
      Standings standings,
      SharedRecords<C> shared,
      MailboxTable<C> mailboxes) {
    this.search = search;
    this.index = index;
    this.standings = standings;
    this.shared = shared;
    this.mailboxes = mailboxes;
  }

  /// Looks through a chunk if a search is under way that wants it.
  ///
  /// @param end where the chunk ends
  /// @param position where the log ends, as far as it is known
  void look(
      Sweep<C> sweep, Chunk records, long end, long position, long nowMs, List<Action<C>> actions) {
    if (!search.isUnderWay() || !sweep.isInChunk(search.from())) {
      return;
    }
    for (LogRecord found : search.look(records, end, position, nowMs, this::isWaiting)) {
      if (found.slot().isShared()) {
        shared.expire(found, actions);
      } else {
        actions.add(standings.expiry(found));
      }
    }
  }

  private boolean isWaiting(LogRecord found) {
    if (found.value() == null) {
      return false;
    }
    if (found.slot().isShared()) {
      return shared.isWaiting(found.offset());
    }
    DeviceAddress address = found.slot().address();
    Mailbox<C> mailbox = mailboxes.get(address);
    boolean onItsWay = mailbox != null && mailbox.hasPassed(found.offset());
    return !onItsWay && index.contains(address, found.offset());
  }
}
