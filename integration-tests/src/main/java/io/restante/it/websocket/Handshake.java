package io.restante.it.websocket;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The opening handshake of one connection (RFC 6455, section 4.1), as text in and out. Immutable.
final class Handshake {
  /// The subprotocol that devices speak.
  static final String SUBPROTOCOL = "restante.v1";

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private final URI gateway;
  private final String key;

  /// Draws the key of a new handshake.
  Handshake(URI gateway, RandomGenerator random) {
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    this.gateway = gateway;
    this.key = Base64.getEncoder().encodeToString(nonce);
  }

  /// Returns the request, blank line included.
  String request() {
    String path = gateway.getRawPath().isEmpty() ? "/" : gateway.getRawPath();
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: "
        + gateway.getRawAuthority()
        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
        + key
        + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: "
        + SUBPROTOCOL
        + "\r\n\r\n";
  }

  /// Judges the response.
  ///
  /// @param head everything up to the blank line
  /// @return 101 when the connection is open, else the HTTP status, or 0 when the response is wrong
  int judge(String head) {
    String[] lines = head.split("\r\n", -1);
    String[] status = lines[0].split(" ", 3);
    if (status.length < 2 || !status[1].matches("[1-9][0-9]{2}")) {
      return 0;
    }
    int code = Integer.parseInt(status[1]);
    if (code != 101) {
      return code;
    }
    Map<String, String> headers = headers(lines);
    boolean agreed =
        "websocket".equalsIgnoreCase(headers.getOrDefault("upgrade", ""))
            && "upgrade".equalsIgnoreCase(headers.getOrDefault("connection", ""))
            && SUBPROTOCOL.equals(headers.get("sec-websocket-protocol"))
            && accept().equals(headers.get("sec-websocket-accept"));
    return agreed ? code : 0;
  }

  private static Map<String, String> headers(String[] lines) {
    Map<String, String> headers = new HashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private String accept() {
    try {
      byte[] bytes = (key + GUID).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
