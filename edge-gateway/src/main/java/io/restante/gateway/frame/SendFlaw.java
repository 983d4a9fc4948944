package io.restante.gateway.frame;

/// Why a well-formed SEND is not taken in.
public enum SendFlaw {
  /// No copy at all.
  NO_COPIES(RejectCode.INVALID, "A SEND needs at least one copy."),
  /// More copies than a user can have devices.
  TOO_MANY_COPIES(RejectCode.INVALID, "A SEND has 16 copies at the most."),
  /// A device id out of range.
  DEVICE_OUT_OF_RANGE(RejectCode.INVALID, "A device id is between 1 and 127."),
  /// Two copies for one device.
  DEVICE_TWICE(RejectCode.INVALID, "Each copy of a SEND is for another device."),
  /// A copy without content.
  EMPTY_CIPHERTEXT(RejectCode.INVALID, "A ciphertext has at least one byte."),
  /// A copy with too much content.
  CIPHERTEXT_TOO_LARGE(RejectCode.TOO_LARGE, "A ciphertext has 65,536 bytes at the most."),
  /// A negative revision of the device list.
  REVISION_OUT_OF_RANGE(RejectCode.INVALID, "A device list revision is 0 or more."),
  /// A group's revision that there never was.
  GROUP_REVISION_OUT_OF_RANGE(RejectCode.INVALID, "A group's revision is 1 or more."),
  /// Says that this very message, or a later one, has come back.
  SETTLED_OUT_OF_RANGE(RejectCode.INVALID, "What is settled is 0 or more, and before the number.");

  private final RejectCode code;
  private final String detail;

  SendFlaw(RejectCode code, String detail) {
    this.code = code;
    this.detail = detail;
  }

  /// Returns the code that REJECTED carries.
  public RejectCode code() {
    return code;
  }

  /// Returns the sentence for the developer of the client.
  public String detail() {
    return detail;
  }
}
