package io.restante.gateway.api;

import io.restante.gateway.directory.PhoneNumber;

/// Asks for a code.
///
/// @param number in the form of E.164
public record NumberForm(PhoneNumber number) {}
