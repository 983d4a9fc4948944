package io.restante.it.device;

import java.nio.ByteBuffer;
import java.util.Map;

/// Makes the copies of a message that takes another number.
@FunctionalInterface
interface Renumbering {
  /// Leaves the copies as they are.
  Renumbering SAME_COPIES = (parcel, _) -> parcel.copies();

  /// Returns the copies under a new number.
  Map<Integer, ByteBuffer> copies(Parcel parcel, long newNumber);
}
