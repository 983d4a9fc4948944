/// Tests of the cryptographic core, by claims and by seeded schedules.
@NullMarked
package io.restante.it.signal;

import org.jspecify.annotations.NullMarked;
