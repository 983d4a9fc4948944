/// What becomes of messages, and how well that is: pure rules over a table that outlives the
/// process.
///
/// The table may lose what was written last, each key by itself. What comes in then comes again,
/// and says the same again; only the figures, which live as long as the process, count it twice.
@NullMarked
package io.restante.streams.audit.rules;

import org.jspecify.annotations.NullMarked;
