/// The HTTP server behind the device-facing API: bounded, strict, and answering every flaw with a
/// problem of one list.
///
/// A call of the API is a [Route]: verb, path, what the [Caller] must show ([Scheme]), what it
/// takes ([Body]), what it answers ([Answer]) and what it does ([Action]). Routes are data, so a
/// test can walk through all of them. [Dispatcher] answers one request by them and knows no
/// sockets; [HttpServer] is the shell around it, on Jetty with virtual threads (docs/adr/0007).
///
/// What a request passes, in this order, each step cheaper than what it guards: a permit
/// ([Problem#OVERLOADED]), the route, the caller, the media type, the size, the JSON, the action.
///
/// No body, token or number reaches a log or an error: problems carry fixed sentences and the place
/// of the flaw, and what is logged of a failure is its type and where it came from.
@NullMarked
package io.restante.gateway.http;

import org.jspecify.annotations.NullMarked;
