package io.restante.gateway.http;

/// What a call takes.
///
/// @param type a record; [Nothing] for no body
/// @param bytesMax how long the body may be
/// @param <B> the record
public record Body<B>(Class<B> type, int bytesMax) {
  /// How long a body may be as a rule.
  public static final int BYTES_MAX = 64 << 10;

  /// How long a body with keys may be.
  public static final int KEYS_BYTES_MAX = 256 << 10;

  /// No body.
  public static final Body<Nothing> NONE = new Body<>(Nothing.class, 0);

  /// Returns a body of the usual size.
  public static <B> Body<B> of(Class<B> type) {
    return new Body<>(type, BYTES_MAX);
  }

  /// Returns a body that carries keys.
  public static <B> Body<B> withKeys(Class<B> type) {
    return new Body<>(type, KEYS_BYTES_MAX);
  }
}
