package io.restante.gateway.http;

import java.time.Duration;
import java.util.Locale;

/// Everything that can be wrong with a call: the closed list of problem types (RFC 9457).
///
/// The type of a problem is [#TYPE_BASE] followed by [#label], stable for ever. docs/api.md and the
/// OpenAPI document list the same, and a test compares them.
public enum Problem {
  /// Not JSON, or not of the form that the call takes.
  MALFORMED_REQUEST(400, "The request has not the form that this call takes."),
  /// Right in form, out of range.
  INVALID_FIELD(422, "A field holds something that it must not hold."),
  /// A signature that does not fit its key.
  INVALID_SIGNATURE(422, "A key is not signed by the identity key."),
  /// No proof, or one that is not good: malformed, forged, unknown, of another cell.
  UNAUTHENTICATED(401, "The call needs another proof of who calls."),
  /// A ticket whose time is over: get another with the credential.
  TICKET_EXPIRED(401, "The ticket has expired."),
  /// A genuine ticket of a device that was removed: its account data is of no use any more.
  DEVICE_REMOVED(401, "The device was removed."),
  /// No such path.
  NO_SUCH_CALL(404, "There is no such call."),
  /// The path exists, the method does not.
  METHOD_NOT_ALLOWED(405, "The call has another method."),
  /// No such user.
  UNKNOWN_USER(404, "There is no such user."),
  /// No such device.
  UNKNOWN_DEVICE(404, "There is no such device."),
  /// No such registration: never was, expired, or too often tried.
  UNKNOWN_REGISTRATION(404, "There is no such registration."),
  /// No such link, it has expired, or the secret is another.
  UNKNOWN_LINK(404, "There is no such link."),
  /// No such group, the caller is not in it, or the secret of the join link is another: which of
  /// these it is, nobody is told.
  UNKNOWN_GROUP(404, "There is no such group for the caller."),
  /// The group has no such member.
  UNKNOWN_MEMBER(404, "The group has no such member."),
  /// The code is another; `attemptsLeft` says how often it may still be tried.
  WRONG_CODE(403, "The code is wrong."),
  /// A member who is no admin may take part and leave, no more.
  NOT_ADMIN(403, "Only admins of the group may do so."),
  /// The user's privacy settings don't let the caller add him; `field` names whom.
  ADDING_REFUSED(403, "A user does not let the caller add him to groups."),
  /// A registration or a link works once.
  ALREADY_USED(409, "It was used before; it works once."),
  /// What was reserved does not stand any more: repeat the call.
  OUTDATED(409, "Too much has changed meanwhile; repeat the call."),
  /// The group has another revision than the caller knew: look at it again.
  GROUP_CHANGED(409, "The group has changed meanwhile."),
  /// The id is another group's, or was: choose another.
  GROUP_EXISTS(409, "There is or was a group of this id."),
  /// A group needs an admin.
  LAST_ADMIN(409, "The last admin stays it until there is another."),
  /// No device of the user has confirmed the link yet.
  LINK_UNCONFIRMED(409, "The link is not confirmed yet."),
  /// Another device, or another message, confirmed the link first.
  LINK_CONFIRMED_BEFORE(409, "The link was confirmed before."),
  /// The identity key is not that of the device, or of the user.
  FOREIGN_IDENTITY(409, "The identity key is another."),
  /// The user has as many devices as one may have.
  TOO_MANY_DEVICES(409, "There are as many devices as there may be."),
  /// The user has as many contacts as one may have.
  TOO_MANY_CONTACTS(409, "There are as many contacts as there may be."),
  /// The user is in as many groups as one may be; `field` names whom, unless it is the caller.
  TOO_MANY_GROUPS(409, "There are as many groups as there may be."),
  /// The group has as many members as one may have.
  GROUP_FULL(409, "There are as many members as there may be."),
  /// The device has as many one-time keys as one may have.
  TOO_MANY_KEYS(409, "There are as many one-time keys as there may be."),
  /// The request did not arrive in time.
  REQUEST_TIMEOUT(408, "The request took too long to arrive."),
  /// The body is over the limit of the call.
  BODY_TOO_LARGE(413, "The body is too large."),
  /// The path is too long.
  PATH_TOO_LONG(414, "The path is too long."),
  /// The body is of another media type than `application/json`.
  UNSUPPORTED_MEDIA_TYPE(415, "The body must be application/json."),
  /// A limit is reached; `Retry-After` says when to come again.
  TOO_MANY_REQUESTS(429, "Too many requests; come again later."),
  /// The headers are over the limit.
  HEADERS_TOO_LARGE(431, "The headers are too large."),
  /// A bug of the server.
  INTERNAL(500, "The server failed."),
  /// The node has as many requests under way as it takes.
  OVERLOADED(503, "The node has too much to do; come again soon."),
  /// A store did not answer. What was asked for may have happened; every call can be repeated.
  UNAVAILABLE(503, "The service is not available; come again soon.");

  /// What the type of every problem begins with.
  public static final String TYPE_BASE = "https://restante.io/problems/";

  private static final Duration SOON = Duration.ofSeconds(1);

  private final int status;
  private final String title;

  Problem(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /// Returns its name in documents, with hyphens.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Returns the HTTP status it comes with.
  public int status() {
    return status;
  }

  /// Returns a sentence that says what is wrong, always the same.
  public String title() {
    return title;
  }

  /// Returns this problem, to be thrown.
  public ProblemException exception() {
    return new ProblemException(this, details());
  }

  /// Returns this problem with a fixed sentence that says more, to be thrown.
  ///
  /// @param detail must hold nothing of the request but names of fields that the API has
  public ProblemException detail(String detail) {
    return new ProblemException(this, details().withDetail(detail));
  }

  /// Returns this problem with the place of the flaw, to be thrown.
  ///
  /// @param field a JSON pointer, or the name of a parameter
  /// @param expected what should stand there
  public ProblemException field(String field, String expected) {
    return new ProblemException(
        this, details().withDetail("expected: " + expected).withField(field));
  }

  /// Returns this problem with the number of tries that are left, to be thrown.
  public ProblemException attemptsLeft(int attempts) {
    return new ProblemException(this, details().withAttemptsLeft(attempts));
  }

  /// Returns this problem with the time after which to come again, to be thrown.
  public ProblemException retryAfter(Duration time) {
    long seconds = Math.max(1, time.plusMillis(999).toSeconds());
    return new ProblemException(this, details().withRetryAfterSeconds(seconds));
  }

  private ProblemDetails details() {
    ProblemDetails bare = ProblemDetails.of(this);
    return status == 503 ? bare.withRetryAfterSeconds(SOON.toSeconds()) : bare;
  }
}
