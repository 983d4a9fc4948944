/// Limits against guessing, enumeration and draining: how often somebody may ask for something.
///
/// [Limits] is the port, [LimitRule] has all figures. A limit that cannot be looked at refuses.
@NullMarked
package io.restante.gateway.limit;

import org.jspecify.annotations.NullMarked;
