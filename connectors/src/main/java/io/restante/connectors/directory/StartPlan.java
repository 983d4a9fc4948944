package io.restante.connectors.directory;

import java.util.Locale;
import java.util.Optional;

/// Where an instance that has become active begins. Pure.
sealed interface StartPlan {
  /// It goes on after what is in the topics.
  ///
  /// @param lsn the position
  record Resume(long lsn) implements StartPlan {}

  /// It begins again, with a snapshot.
  record Begin(Cause cause) implements StartPlan {}

  /// Why it begins again.
  enum Cause {
    /// There is no position: the first start, or it was lost, or a snapshot was cut off.
    NO_POSITION,
    /// There is no replication slot.
    NO_SLOT,
    /// The database has thrown away what the slot would have needed.
    LOG_GONE,
    /// The slot is further on than the position: between them, changes are missing.
    SLOT_AHEAD,
    /// The position is of another database.
    OTHER_DATABASE,
    /// The database has gone through a failover or a restore: what the position counts as written
    /// may never have happened there.
    OTHER_TIMELINE,
    /// The position is further on than the database: its end was cut off.
    DATABASE_BEHIND;

    /// Returns what operators read.
    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /// What the database says of the slot.
  ///
  /// @param isGone whether the log that it needs has been thrown away
  /// @param confirmedLsn up to where it was told that everything has been taken
  record Slot(boolean isGone, long confirmedLsn) {}

  /// A place in a database's log. Numbers of two histories can't be compared.
  ///
  /// @param system which database, as it was told when it was made
  /// @param timeline which of its histories: a failover or a restore begins a new one
  /// @param lsn how far
  record Place(long system, int timeline, long lsn) {}

  /// Decides.
  ///
  /// @param position up to where everything is in the topics
  /// @param slot the replication slot, if there is one
  /// @param database where the database's log ends now
  static StartPlan of(Optional<Place> position, Optional<Slot> slot, Place database) {
    if (position.isEmpty()) {
      return new Begin(Cause.NO_POSITION);
    }
    if (slot.isEmpty()) {
      return new Begin(Cause.NO_SLOT);
    }
    if (slot.get().isGone()) {
      return new Begin(Cause.LOG_GONE);
    }
    return along(position.get(), slot.get(), database);
  }

  private static StartPlan along(Place position, Slot slot, Place database) {
    if (position.system() != database.system()) {
      return new Begin(Cause.OTHER_DATABASE);
    }
    if (position.timeline() != database.timeline()) {
      return new Begin(Cause.OTHER_TIMELINE);
    }
    if (position.lsn() > database.lsn()) {
      return new Begin(Cause.DATABASE_BEHIND);
    }
    return position.lsn() < slot.confirmedLsn()
        ? new Begin(Cause.SLOT_AHEAD)
        : new Resume(position.lsn());
  }
}
