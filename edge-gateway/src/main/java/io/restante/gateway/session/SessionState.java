package io.restante.gateway.session;

import io.restante.gateway.frame.ClientFrame;
import org.jspecify.annotations.Nullable;

/// Where one connection stands: [Connected] -> [Judging] -> [Opening] -> [Ready], and from each of
/// them to [Closed]. Immutable, except for the counts within [Ready], which its session alone
/// writes.
sealed interface SessionState {
  /// The socket is open; nothing has been proven yet.
  ///
  /// @param deadlineMs when HELLO must have come
  record Connected(long deadlineMs) implements SessionState {
    Judging helloRead(ClientFrame.Past past) {
      return new Judging(past);
    }
  }

  /// HELLO has come, its ticket is being judged.
  ///
  /// @param past what the device says of its earlier connections
  record Judging(ClientFrame.Past past) implements SessionState {
    Opening proven() {
      return new Opening();
    }
  }

  /// The device is proven; its mailbox is being opened. The socket is not read.
  record Opening() implements SessionState {
    Ready welcomed() {
      return new Ready();
    }
  }

  /// Frames flow.
  final class Ready implements SessionState {
    private static final long NOTHING = -1;

    private long deliveredUpTo = NOTHING;
    private long storedUpTo = NOTHING;
    private @Nullable SendRules sends;
    private @Nullable TypingRules typings;
    private @Nullable WatchRules watches;

    void delivered(long offset) {
      deliveredUpTo = Math.max(deliveredUpTo, offset);
    }

    boolean hasDelivered(long offset) {
      return offset <= deliveredUpTo;
    }

    /// Takes an acknowledgement; returns whether it says anything new.
    boolean stored(long offset) {
      if (offset <= storedUpTo) {
        return false;
      }
      storedUpTo = offset;
      return true;
    }

    /// Returns the rules for what the device sends. Made when it first sends, because most
    /// connections only receive.
    SendRules sends(SessionLimits limits, long nowMs) {
      SendRules rules = sends;
      if (rules == null) {
        rules = new SendRules(limits, nowMs);
        sends = rules;
      }
      return rules;
    }

    /// Returns the rules for what is said of typing. Made when first needed, as above.
    TypingRules typings() {
      TypingRules rules = typings;
      if (rules == null) {
        rules = new TypingRules();
        typings = rules;
      }
      return rules;
    }

    /// Returns the rules for whom the device watches. Made when first needed, as above.
    WatchRules watches(long nowMs) {
      WatchRules rules = watches;
      if (rules == null) {
        rules = new WatchRules(nowMs);
        watches = rules;
      }
      return rules;
    }

    /// Returns the rules for what the device sends, or null when it has sent nothing.
    @Nullable SendRules sendsOrNull() {
      return sends;
    }
  }

  /// Over. What still arrives is ignored.
  record Closed() implements SessionState {}
}
