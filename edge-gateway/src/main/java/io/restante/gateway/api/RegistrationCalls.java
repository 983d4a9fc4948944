package io.restante.gateway.api;

import io.restante.gateway.directory.CodeRequest;
import io.restante.gateway.directory.Directory;
import io.restante.gateway.directory.NewDevice;
import io.restante.gateway.directory.NumberTag;
import io.restante.gateway.directory.PhoneNumber;
import io.restante.gateway.directory.RegistrationId;
import io.restante.gateway.directory.Registrations;
import io.restante.gateway.http.Allowance;
import io.restante.gateway.http.Answer;
import io.restante.gateway.http.Body;
import io.restante.gateway.http.Call;
import io.restante.gateway.http.Caller.Anybody;
import io.restante.gateway.http.Problem;
import io.restante.gateway.http.Route;
import io.restante.gateway.http.Scheme;
import io.restante.gateway.http.Verb;
import io.restante.gateway.keys.KeyUpload;
import io.restante.gateway.limit.LimitRule;
import io.restante.gateway.limit.Limits;
import java.util.List;

/// From a phone number to a device. Thread-safe.
final class RegistrationCalls {
  private final Directory directory;
  private final Arrival arrival;
  private final Limits limits;

  RegistrationCalls(Directory directory, Arrival arrival, Limits limits) {
    this.directory = directory;
    this.arrival = arrival;
    this.limits = limits;
  }

  List<Route<?, ?, ?>> routes() {
    return List.of(
        new Route<>(
            Verb.POST,
            "/registrations",
            Scheme.NONE,
            Body.of(NumberForm.class),
            Answer.created(CodeSent.class),
            this::requestCode),
        new Route<>(
            Verb.POST,
            "/registrations/{registration}/confirm",
            Scheme.NONE,
            Body.withKeys(CodeForm.class),
            Answer.created(Registered.class),
            this::confirm));
  }

  private CodeSent requestCode(Call<Anybody, NumberForm> call) {
    PhoneNumber number = call.body().number();
    Registrations registrations = directory.registrations();
    String subject = registrations.numberTag(number).text();
    // The source first, so that one who tries many numbers uses up no allowance but its own.
    Allowance.take(limits, LimitRule.CODES_PER_SOURCE, call.source(), 1);
    Allowance.take(limits, LimitRule.CODE_RESEND, subject, 1);
    Allowance.take(limits, LimitRule.CODES_PER_NUMBER, subject, 1);
    CodeRequest request = registrations.requestCode(number);
    return new CodeSent(
        request.registration(), request.expiresAt(), (int) request.resendAfter().toSeconds());
  }

  private Registered confirm(Call<Anybody, CodeForm> call) {
    Registrations registrations = directory.registrations();
    RegistrationId registration = new RegistrationId(call.uuid("registration"));
    NumberTag tag =
        registrations.numberTag(registration).orElseThrow(Problem.UNKNOWN_REGISTRATION::exception);
    // Before the signatures, so that nobody has them checked without end.
    Allowance.take(limits, LimitRule.CONFIRMATIONS_PER_NUMBER, tag.text(), 1);
    KeyUpload.Enrolment enrolment = call.body().device().enrolment();
    NewDevice device = call.body().device().toNewDevice();
    return arrival.enter(
        () -> registrations.reserve(registration, call.body().code()),
        Problem.UNKNOWN_REGISTRATION,
        enrolment,
        reserved -> registrations.complete(registration, reserved, device));
  }
}
