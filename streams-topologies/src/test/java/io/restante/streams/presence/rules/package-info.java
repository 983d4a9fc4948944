/// Tests of the rules of presence: a model, and worlds of chance.
@NullMarked
package io.restante.streams.presence.rules;

import org.jspecify.annotations.NullMarked;
