package io.restante.it.signal;

import org.jspecify.annotations.Nullable;

/// What it takes to begin a session with somebody's device; keys and signatures are base64url.
/// Immutable.
///
/// @param device 1 to 127
/// @param preKey null when the device's one-time keys have run out
public record PeerKeys(
    int device,
    int registrationId,
    String identityKey,
    PublishedKeys.SignedKey signedPreKey,
    PublishedKeys.@Nullable OneTimeKey preKey,
    PublishedKeys.SignedKey kyberPreKey) {}
