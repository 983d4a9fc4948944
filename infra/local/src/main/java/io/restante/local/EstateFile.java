package io.restante.local;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// What `estate.properties` tells those who look for an estate: it is there while one runs, and
/// after one that was killed.
///
/// @param pid the process that owns the estate
/// @param bootstrapServers the broker, `host:port`
/// @param gatewayUri where devices connect, `ws://host:port/v1`; null when there is no node
/// @param apiUri where devices register, `http://host:port/v1`; null when there are no accounts
/// @param ticketSigningKey the private key file
/// @param codeFile where registration codes are found; null when there are no accounts
public record EstateFile(
    long pid,
    String bootstrapServers,
    @Nullable URI gatewayUri,
    @Nullable URI apiUri,
    Path ticketSigningKey,
    @Nullable Path codeFile) {
  private static final String PID = "pid";
  private static final String KAFKA = "kafka.bootstrap.servers";
  private static final String GATEWAY = "gateway.uri";
  private static final String API = "api.uri";
  private static final String CODES = "code.file";
  private static final String KEY = "ticket.signing.key";

  /// Returns what the file of a data directory says, or nothing when no estate runs there.
  public static Optional<EstateFile> ofRunning(Path dataDirectory) {
    return read(dataDirectory)
        .filter(file -> ProcessHandle.of(file.pid()).map(ProcessHandle::isAlive).orElse(false));
  }

  private static Optional<EstateFile> read(Path dataDirectory) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(path(dataDirectory))) {
      properties.load(in);
    } catch (IOException e) {
      return Optional.empty();
    }
    String gateway = properties.getProperty(GATEWAY);
    String api = properties.getProperty(API);
    String codes = properties.getProperty(CODES);
    return Optional.of(
        new EstateFile(
            Long.parseLong(properties.getProperty(PID)),
            properties.getProperty(KAFKA),
            gateway == null ? null : URI.create(gateway),
            api == null ? null : URI.create(api),
            Path.of(properties.getProperty(KEY)),
            codes == null ? null : Path.of(codes)));
  }

  /// Writes the file, whole or not at all.
  void write(Path dataDirectory) {
    Properties properties = new Properties();
    properties.setProperty(PID, Long.toString(pid));
    properties.setProperty(KAFKA, bootstrapServers);
    properties.setProperty(KEY, ticketSigningKey.toString());
    if (gatewayUri != null) {
      properties.setProperty(GATEWAY, gatewayUri.toString());
    }
    if (apiUri != null) {
      properties.setProperty(API, apiUri.toString());
    }
    if (codeFile != null) {
      properties.setProperty(CODES, codeFile.toString());
    }
    Path unfinished = dataDirectory.resolve("estate.properties.unfinished");
    try {
      try (Writer out = Files.newBufferedWriter(unfinished)) {
        properties.store(out, "The estate that runs here.");
      }
      Files.move(
          unfinished,
          path(dataDirectory),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(unfinished + " cannot be written", e);
    }
  }

  /// Takes the file away.
  static void delete(Path dataDirectory) {
    try {
      Files.deleteIfExists(path(dataDirectory));
    } catch (IOException e) {
      throw new UncheckedIOException(path(dataDirectory) + " cannot be deleted", e);
    }
  }

  private static Path path(Path dataDirectory) {
    return dataDirectory.resolve("estate.properties");
  }
}
