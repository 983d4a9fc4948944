/// A TCP proxy that does harm on demand: late, slow, one-sided, broken or half-open connections.
///
/// [FaultProxy] listens and is steered from any thread; `Passage` is one connection through it,
/// `Flow` one direction of that, and `Pace` says, purely, when bytes are due. TCP stays TCP: bytes
/// are held back, never dropped or reordered in the middle of a stream, as a network does it whose
/// packets are lost and sent again.
@NullMarked
package io.restante.it.proxy;

import org.jspecify.annotations.NullMarked;
