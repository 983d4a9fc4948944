package io.restante.gateway.directory;

import java.time.Duration;
import java.time.Instant;

/// A code is on its way. Immutable.
///
/// @param registration what the code confirms
/// @param expiresAt when the code stops working
/// @param resendAfter how long to wait before another one is asked for
public record CodeRequest(RegistrationId registration, Instant expiresAt, Duration resendAfter) {}
