/// The rules of presence, which know neither Kafka nor a clock.
///
/// [Presence] takes what comes in and returns [Outcome]s. It keeps four things, each in a table of
/// its own: [Sessions], which devices are there; [Watches], who wants to know; [Audience], who may;
/// and what was said last of each user. [Pace] spaces out what is said.
///
/// A table may lose after a crash what was written after the last commit, each key by itself, and
/// what came in since the commit comes again. So a session event that the table knows already
/// counts as news; what is said on a tick, without anything that would come again, has a mark
/// beforehand; and whoever opens the tables looks through all sessions once.
@NullMarked
package io.restante.streams.presence.rules;

import org.jspecify.annotations.NullMarked;
