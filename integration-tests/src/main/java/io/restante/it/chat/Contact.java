package io.restante.it.chat;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody. Immutable.
///
/// @param name as the person at this terminal calls them
/// @param number their phone number, or null when it is not known
/// @param isVerified whether the number was found to be theirs, rather than only said by them
record Contact(UUID user, String name, @Nullable String number, boolean isVerified) {}
