/// Tests of the rules of the audit: worlds of chance.
@NullMarked
package io.restante.streams.audit.rules;

import org.jspecify.annotations.NullMarked;
