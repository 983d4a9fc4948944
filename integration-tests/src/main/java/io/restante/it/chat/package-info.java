/// `./restante chat`: a person's device in a terminal.
///
/// Reading order: [Chat] is the program, `ChatOptions` its command line, `SignIn` makes an empty
/// directory a device. `Conversations` hears the device and keeps contacts and history in the same
/// vault; `Commands` does what is typed or scripted; `Screen` is where lines appear: a terminal
/// with a line to type in, or plain text. `GroupCommands` and `GroupNews` do the same for groups;
/// their titles are readable only to who has the title key ([io.restante.it.signal.GroupTitle]).
/// `Script` drives it all without a person.
@NullMarked
package io.restante.it.chat;

import org.jspecify.annotations.NullMarked;
