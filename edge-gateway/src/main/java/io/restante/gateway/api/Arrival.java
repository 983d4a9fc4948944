package io.restante.gateway.api;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.directory.Completion;
import io.restante.gateway.directory.Reservation;
import io.restante.gateway.http.Problem;
import io.restante.gateway.keys.KeyStore;
import io.restante.gateway.keys.KeyUpload;
import io.restante.gateway.keys.Publication;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// The way a device comes to be over two stores: its id is reserved, its keys are put under that
/// id, and then it becomes visible in one step. Thread-safe.
///
/// Whatever breaks off in between leaves a reserved id and perhaps keys that nobody can see, and
/// both are cleared away later.
final class Arrival {
  private static final int ATTEMPTS_MAX = 3;

  private final KeyStore keys;
  private final Departure departure;

  Arrival(KeyStore keys, Departure departure) {
    this.keys = keys;
    this.departure = departure;
  }

  /// Brings a device in.
  ///
  /// @param reserve shows the proof; may be called again when too much has changed meanwhile
  /// @param unknown the problem when there is no such proof
  /// @param enrolment the device's keys
  /// @param complete makes the device visible
  Registered enter(
      Supplier<Reservation> reserve,
      Problem unknown,
      KeyUpload.Enrolment enrolment,
      Function<DeviceAddress, Completion> complete) {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      DeviceAddress reserved = reserved(reserve.get(), unknown);
      Publication publication = keys.publish(reserved, enrolment);
      if (publication != Publication.PUBLISHED) {
        throw new IllegalStateException("keys of a new device were not taken: " + publication);
      }
      switch (complete.apply(reserved)) {
        case Completion.Completed completed -> {
          departure.forget(completed.removed());
          return Registered.of(completed);
        }
        case Completion.Used _ -> {
          departure.forget(List.of(reserved));
          throw Problem.ALREADY_USED.exception();
        }
        case Completion.Outdated _ -> departure.forget(List.of(reserved));
      }
    }
    throw Problem.OUTDATED.exception();
  }

  private static DeviceAddress reserved(Reservation reservation, Problem unknown) {
    return switch (reservation) {
      case Reservation.Reserved reserved -> reserved.address();
      case Reservation.Unknown _ -> throw unknown.exception();
      case Reservation.Wrong wrong -> throw Problem.WRONG_CODE.attemptsLeft(wrong.attemptsLeft());
      case Reservation.Used _ -> throw Problem.ALREADY_USED.exception();
      case Reservation.Unconfirmed _ -> throw Problem.LINK_UNCONFIRMED.exception();
      case Reservation.ForeignIdentity _ -> throw Problem.FOREIGN_IDENTITY.exception();
      case Reservation.TooManyDevices _ -> throw Problem.TOO_MANY_DEVICES.exception();
    };
  }
}
