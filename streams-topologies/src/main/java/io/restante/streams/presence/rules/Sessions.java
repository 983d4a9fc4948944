package io.restante.streams.presence.rules;

import io.restante.contract.UserId;
import io.restante.streams.table.Table;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which devices are there: one entry for each device, of its last connection, for an hour after
/// that is over.
final class Sessions {
  private final Table table;

  Sessions(Table table) {
    this.table = table;
  }

  /// A device's last connection. A later one is greater, and of one connection its end.
  ///
  /// @param epoch of the node that had it
  /// @param connection counts the connections of that node's process
  /// @param isOpen whether the device is there
  /// @param atMs when it came or left
  record Session(long epoch, long connection, boolean isOpen, long atMs)
      implements Comparable<Session> {
    private static final Comparator<Session> ORDER =
        Comparator.comparingLong(Session::epoch)
            .thenComparingLong(Session::connection)
            .thenComparing(Session::isOpen, Comparator.reverseOrder());

    @Override
    public int compareTo(Session other) {
      return ORDER.compare(this, other);
    }

    /// Returns it as it is when it has ended, if it has not yet.
    Session ended(long endMs) {
      return isOpen ? new Session(epoch, connection, false, endMs) : this;
    }

    private byte[] bytes() {
      return ByteBuffer.allocate(25)
          .putLong(epoch)
          .putLong(connection)
          .put((byte) (isOpen ? 1 : 0))
          .putLong(atMs)
          .array();
    }

    private static Session of(byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      return new Session(in.getLong(), in.getLong(), in.get() == 1, in.getLong());
    }
  }

  /// A device's entry.
  record Entry(UserId user, int device, Session session) {
    /// Returns the lowest key after it.
    byte[] after() {
      return Keys.after(Keys.device(user, device));
    }
  }

  @Nullable Session get(UserId user, int device) {
    byte[] found = table.get(Keys.device(user, device));
    return found == null ? null : Session.of(found);
  }

  void put(UserId user, int device, Session session) {
    table.put(Keys.device(user, device), session.bytes());
  }

  void remove(Entry entry) {
    table.delete(Keys.device(entry.user(), entry.device()));
  }

  /// Returns whether the user is there, or null when nothing is known of any device.
  @Nullable Status status(UserId user) {
    List<Session> all = new ArrayList<>(2);
    table.scan(Keys.user(user), (_, value) -> all.add(Session.of(value)));
    if (all.isEmpty()) {
      return null;
    }
    return all.stream().filter(Session::isOpen).mapToLong(Session::atMs).min().stream()
        .mapToObj(since -> new Status(true, since))
        .findFirst()
        .orElseGet(() -> new Status(false, lastMs(all)));
  }

  private static long lastMs(List<Session> all) {
    return all.stream().mapToLong(Session::atMs).max().orElse(Status.NEVER);
  }

  /// Returns entries in the order of their users.
  ///
  /// @param from where to begin
  /// @param most how many
  List<Entry> page(byte[] from, int most) {
    List<Entry> found = new ArrayList<>();
    table.page(
        from,
        most,
        (key, value) ->
            found.add(new Entry(Keys.first(key), key[Keys.USER_BYTES], Session.of(value))));
    return found;
  }
}
