/// The whole estate on one machine: a broker, the topics of the catalogue and a gateway node, each
/// process started, watched and stopped from here.
///
/// Read [io.restante.local.Estate] first: tests, demo and benchmarks use it, and so does
/// `./restante up`.
///
/// ```
/// <data>/estate.lock        held while somebody runs the estate; holds the process id
/// <data>/estate.properties  the addresses, for those who look for a running estate
/// <data>/kafka/             the broker's (see io.restante.local.broker)
/// <data>/gateway/           the node's mailbox index
/// <data>/keys/              the key pair that signs and verifies tickets
/// <data>/logs/              what each process prints
/// ```
@NullMarked
package io.restante.local;

import org.jspecify.annotations.NullMarked;
