/// Tests of the audit.
@NullMarked
package io.restante.streams.audit;

import org.jspecify.annotations.NullMarked;
