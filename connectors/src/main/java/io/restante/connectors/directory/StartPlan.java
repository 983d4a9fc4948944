package io.restante.connectors.directory;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

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
    /// The position is further on than the database: it is another one, or an older copy.
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

  /// Decides.
  ///
  /// @param position up to where everything is in the topics
  /// @param slot the replication slot, if there is one
  /// @param databaseLsn where the database's log ends now
  static StartPlan of(OptionalLong position, Optional<Slot> slot, long databaseLsn) {
    if (position.isEmpty()) {
      return new Begin(Cause.NO_POSITION);
    }
    if (slot.isEmpty()) {
      return new Begin(Cause.NO_SLOT);
    }
    if (slot.get().isGone()) {
      return new Begin(Cause.LOG_GONE);
    }
    long lsn = position.getAsLong();
    if (lsn > databaseLsn) {
      return new Begin(Cause.DATABASE_BEHIND);
    }
    return lsn < slot.get().confirmedLsn() ? new Begin(Cause.SLOT_AHEAD) : new Resume(lsn);
  }
}
