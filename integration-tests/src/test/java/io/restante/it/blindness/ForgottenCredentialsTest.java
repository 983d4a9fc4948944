package io.restante.it.blindness;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.world.AccountsEstate;
import io.restante.it.world.BytesOnDisk;
import io.restante.it.world.ProcessUsage;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A connection to the API that stays open does not keep what was shown on it: Jetty's parser
/// remembers `Authorization` headers of a connection unless it is told not to.
@ExtendWith(AccountsEstate.Shared.class)
final class ForgottenCredentialsTest {
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final String LENGTH = "content-length: ";

  @Test
  void credentialsOfEarlierRequestsAreNotInTheHeap(AccountsEstate world, @TempDir Path directory)
      throws IOException {
    // Given
    URI api = world.estate().apiUri();
    String shown = UUID.randomUUID().toString();
    try (Socket connection = new Socket(api.getHost(), api.getPort())) {
      show(shown, connection);
      show(UUID.randomUUID().toString(), connection);

      // When
      Path heap = directory.resolve("heap.hprof");
      new ProcessUsage(world.estate().nodePid()).dumpHeap(heap, false);

      // Then
      assertThat(count(world.estate().bootstrapServers(), heap)).isPositive();
      assertThat(count(shown, heap)).isZero();
    }
  }

  /// Sends a request that is refused for its credential, and reads the answer.
  private static void show(String credential, Socket connection) throws IOException {
    String request =
        "GET /v1/devices HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + credential + END_OF_HEAD;
    connection.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    InputStream in = connection.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf(END_OF_HEAD) < 0) {
      int octet = in.read();
      assertThat(octet).as("closed").isNotNegative();
      head.append((char) octet);
    }
    assertThat(head.toString()).startsWith("HTTP/1.1 401 ");
    String lower = head.toString().toLowerCase(Locale.ROOT);
    int from = lower.indexOf(LENGTH) + LENGTH.length();
    in.skipNBytes(Integer.parseInt(lower.substring(from, lower.indexOf("\r\n", from))));
  }

  private static int count(String text, Path heap) {
    return BytesOnDisk.count(heap, text.getBytes(StandardCharsets.US_ASCII));
  }
}
