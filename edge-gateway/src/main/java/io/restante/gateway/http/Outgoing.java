package io.restante.gateway.http;

import io.restante.gateway.directory.OpaqueBytes;
import java.util.Map;

/// An answer, as the dispatcher hands it to the server.
///
/// @param status the HTTP status
/// @param headers by name
/// @param body empty for none
record Outgoing(int status, Map<String, String> headers, OpaqueBytes body) {
  Outgoing {
    headers = Map.copyOf(headers);
  }
}
