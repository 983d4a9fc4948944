package io.restante.gateway.http;

/// What a call answers when all is well.
///
/// @param status the HTTP status
/// @param type a record, or [Document]; [Nothing] for no body
/// @param <A> the record
public record Answer<A>(int status, Class<A> type) {
  /// 204, no body.
  public static final Answer<Nothing> NOTHING = new Answer<>(204, Nothing.class);

  /// Returns a 200 with a body.
  public static <A> Answer<A> ok(Class<A> type) {
    return new Answer<>(200, type);
  }

  /// Returns a 201 with a body.
  public static <A> Answer<A> created(Class<A> type) {
    return new Answer<>(201, type);
  }
}
