/// Judges what devices saw: a [History] of sends, acceptances, deliveries and acknowledgements of
/// all devices, after a final drain, against the promises.
///
/// [History] is filled while things happen; [Checker] is pure and returns one [Finding] for each
/// broken promise, with the shortest story of the messages concerned: their own events, the
/// connections of the devices they were between, and the faults injected meanwhile. Order and
/// repetition are judged by the reference device's own detector.
@NullMarked
package io.restante.it.checker;

import org.jspecify.annotations.NullMarked;
