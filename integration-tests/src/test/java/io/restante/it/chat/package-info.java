/// Tests of the chat, as scripts against an API and a node in memory.
@NullMarked
package io.restante.it.chat;

import org.jspecify.annotations.NullMarked;
