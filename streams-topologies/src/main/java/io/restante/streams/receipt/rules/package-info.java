/// What a sender is told of a conversation, and when. Pure: events in, what is to be told out; time
/// is passed in.
///
/// Watermarks are only raised, so what comes late or twice changes nothing. After a crash the
/// tables may hold what was written after the last commit, or not, each key by itself, and the
/// inputs since come again. So nothing is taken out of the tables on the word of an output that may
/// be lost, and an input that comes again counts as if it had changed something.
@NullMarked
package io.restante.streams.receipt.rules;

import org.jspecify.annotations.NullMarked;
