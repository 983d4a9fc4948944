package io.restante.gateway.api;

import io.restante.gateway.directory.RegistrationId;
import java.time.Instant;

/// A code is on its way to the number.
///
/// @param registration what the code confirms
/// @param expiresAt when the code stops working
/// @param resendAfterSeconds how long to wait before asking for another
public record CodeSent(RegistrationId registration, Instant expiresAt, int resendAfterSeconds) {}
