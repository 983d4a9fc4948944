/// Scripts of fault rounds, and rounds themselves against a real estate.
@NullMarked
package io.restante.it.faults;

import org.jspecify.annotations.NullMarked;
