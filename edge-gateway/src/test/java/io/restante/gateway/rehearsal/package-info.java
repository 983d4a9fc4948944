/// Tests of what the lanes' shell does without a log.
@NullMarked
package io.restante.gateway.rehearsal;

import org.jspecify.annotations.NullMarked;
