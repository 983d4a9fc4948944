/// Seeded simulations of the delivery core: an in-memory log, devices, a node that crashes.
///
/// One thread, no clock: [World] draws one step after another from a seed and checks the laws after
/// each. To replay a failure: `-Dsimulation.seed=N` with [DeliverySimulationTest].
@NullMarked
package io.restante.gateway.simulation;

import org.jspecify.annotations.NullMarked;
