package io.restante.gateway.http;

import java.io.IOException;
import java.io.InputStream;

/// A request, as the server hands it to the dispatcher.
///
/// @param method the HTTP method
/// @param path the path, decoded
/// @param query what follows the `?`, still encoded; empty when there is nothing
/// @param authorization the header; empty when there is none
/// @param contentType the header; empty when there is none
/// @param source where it came from, as a prefix (IPv4 /24, IPv6 /56)
/// @param content the body
record Incoming(
    String method,
    String path,
    String query,
    String authorization,
    String contentType,
    String source,
    Content content) {

  /// A body that has not been read yet.
  ///
  /// @param length as announced; -1 when not known
  /// @param stream the bytes
  record Content(long length, InputStream stream) {
    static final Content EMPTY = new Content(0, InputStream.nullInputStream());

    /// Whether there is no body.
    boolean isEmpty() throws IOException {
      return length == 0 || (length < 0 && stream.read() < 0);
    }

    /// Reads all of it.
    ///
    /// @throws ProblemException when it is longer than it may be
    byte[] read(int bytesMax) throws IOException {
      if (length > bytesMax) {
        throw Problem.BODY_TOO_LARGE.detail("at most " + bytesMax + " bytes");
      }
      byte[] bytes = stream.readNBytes(bytesMax + 1);
      if (bytes.length > bytesMax) {
        throw Problem.BODY_TOO_LARGE.detail("at most " + bytesMax + " bytes");
      }
      return bytes;
    }
  }
}
