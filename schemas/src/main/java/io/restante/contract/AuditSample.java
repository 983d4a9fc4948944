package io.restante.contract;

/// Which messages the audit looks at: one in so many, by chance, and everybody decides alike.
/// Immutable, thread-safe.
///
/// @param oneIn of how many messages one is looked at, 1 or more; 0 for none
public record AuditSample(int oneIn) {
  /// Nothing is looked at.
  public static final AuditSample NONE = new AuditSample(0);

  /// How few may be looked at: one in so many.
  public static final int ONE_IN_MAX = 1_048_576;

  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  /// Checks the number.
  ///
  /// @throws IllegalArgumentException when it is out of range
  public AuditSample {
    if (oneIn < 0 || oneIn > ONE_IN_MAX) {
      throw new IllegalArgumentException(
          "one in " + oneIn + " (expected: 0.." + ONE_IN_MAX + ", 0 for none)");
    }
  }

  /// Tells whether a message is looked at on its way to a user.
  public boolean has(MessagePlace place, UserId recipient) {
    if (oneIn <= 1) {
      return oneIn == 1;
    }
    Conversation of = place.conversation();
    long mixed = mix(place.number() + GOLDEN);
    mixed = mix(mixed ^ recipient.high() ^ Long.rotateLeft(recipient.low(), 32));
    mixed = mix(mixed ^ of.peerHigh() ^ Long.rotateLeft(of.peerLow(), 32));
    DeviceAddress sender = of.sender();
    mixed = mix(mixed ^ sender.user().high() ^ Long.rotateLeft(sender.user().low(), 32));
    return Long.remainderUnsigned(mix(mixed + sender.device()), oneIn) == 0;
  }

  /// Stafford's variant 13 of the finalizer of MurmurHash3: every bit of the result depends on
  /// every bit of what it is of.
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return b ^ (b >>> 31);
  }
}
