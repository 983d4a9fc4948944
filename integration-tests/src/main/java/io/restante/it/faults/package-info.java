/// `./restante faults`: rounds of load and seeded harm against a real estate, each judged by the
/// checker.
///
/// A [Script] is all that is drawn for one round, from the seed and the round's number alone: who
/// takes part, what they do when, and which [Harm] is done meanwhile. [Site] is the estate with its
/// proxies, and does and undoes harm; [Round] plays one script and lets everything come to rest;
/// [LogWatch] and [DiskWatch] look for what should have been deleted; [Campaign] is many rounds.
@NullMarked
package io.restante.it.faults;

import org.jspecify.annotations.NullMarked;
