package io.restante.gateway.keys;

import java.util.Optional;

/// What somebody needs to write to a device for the first time.
///
/// @param registrationId the device's own number
/// @param identityKey the user's identity key
/// @param signedPreKey an EC key
/// @param preKey a one-time EC key that nobody else is given; none when they have run out
/// @param kyberPreKey a one-time Kyber key that nobody else is given, or the last-resort key when
///   they have run out
/// @param remaining one-time keys that are left
public record Bundle(
    int registrationId,
    KeyBytes identityKey,
    SignedKey signedPreKey,
    Optional<PreKey> preKey,
    SignedKey kyberPreKey,
    KeyCounts remaining) {}
