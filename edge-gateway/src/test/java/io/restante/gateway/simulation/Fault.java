package io.restante.gateway.simulation;

/// Bugs that can be planted, to see that the checks find them.
enum Fault {
  /// As it should be.
  NONE,
  /// The position is kept without the envelopes before it.
  COMMIT_BEFORE_INDEX,
  /// The tombstone is written when an envelope is sent, not when it is stored.
  TOMBSTONE_BEFORE_ACKNOWLEDGEMENT,
  /// A newer record that a tombstone overlays is not appended again.
  TOMBSTONE_ERASES_NEWER,
  /// A record that is appended again passes for a new one.
  REPETITION_WITHOUT_VERSION,
  /// The node's own clock alone says that an envelope has expired.
  EXPIRY_BY_NODES_CLOCK,
  /// The records of a read chunk are lost.
  DROPPED_SWEEP,
  /// A record that came in while the device was behind is sent ahead of its backlog.
  LIVE_BEFORE_BACKLOG,
  /// Acknowledged envelopes are never forgotten.
  NO_TOMBSTONES,
  /// What several devices share is forgotten when the first of them has stored it.
  SHARED_FORGOTTEN_BY_THE_FIRST,
  /// A remainder does not name somebody who has yet to store the record.
  REMAINDER_OMITS_ONE,
  /// What says how far users have come never reaches the log, and is taken to be there.
  RECEIPT_LOST,
  /// A receipt says one more than was stored.
  RECEIPT_LIES,
  /// An envelope is handed to whoever connected last.
  WRONG_DEVICE
}
