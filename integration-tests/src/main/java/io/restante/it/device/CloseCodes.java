package io.restante.it.device;

/// The close codes a device acts on; all others mean: come back later.
final class CloseCodes {
  /// A newer connection of the same device took over.
  static final int SUPERSEDED = 4423;

  private static final int TICKET_MALFORMED = 4410;
  private static final int TICKET_FORGED = 4413;
  private static final int RESUME_FROM_THE_FUTURE = 4422;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int MESSAGE_TOO_LARGE = 1009;
  private static final int MALFORMED_FRAME = 4400;
  private static final int HELLO_REPEATED = 4402;
  private static final int ACK_FROM_THE_FUTURE = 4430;

  private CloseCodes() {}

  /// Tells whether coming back by itself would be wrong.
  static boolean isFinal(int code) {
    return code == SUPERSEDED || (code >= TICKET_MALFORMED && code <= TICKET_FORGED);
  }

  /// Tells whether the device must forget how far its mailbox was stored.
  static boolean isForgetful(int code) {
    return code == RESUME_FROM_THE_FUTURE;
  }

  /// Tells whether the node found a fault in what the device sent.
  static boolean blamesDevice(int code) {
    return code == PROTOCOL_ERROR
        || code == MESSAGE_TOO_LARGE
        || (code >= MALFORMED_FRAME && code <= HELLO_REPEATED)
        || code == RESUME_FROM_THE_FUTURE
        || code == ACK_FROM_THE_FUTURE;
  }
}
