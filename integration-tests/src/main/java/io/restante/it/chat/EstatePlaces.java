package io.restante.it.chat;

import io.restante.local.EstateFile;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Where the estate on this machine serves accounts, as its `estate.properties` says. Immutable.
///
/// @param api where the API is, or null when there are no accounts
/// @param codes where codes are found, or null when there are no accounts
record EstatePlaces(@Nullable URI api, @Nullable Path codes) {
  private static final String API = "api.uri";
  private static final String CODES = "code.file";

  /// Returns what the file of a data directory says, or nothing when no estate runs there.
  static Optional<EstatePlaces> ofRunning(Path dataDirectory) {
    return EstateFile.ofRunning(dataDirectory).flatMap(_ -> read(dataDirectory));
  }

  private static Optional<EstatePlaces> read(Path dataDirectory) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(dataDirectory.resolve("estate.properties"))) {
      properties.load(in);
    } catch (IOException e) {
      return Optional.empty();
    }
    String api = properties.getProperty(API);
    String codes = properties.getProperty(CODES);
    return Optional.of(
        new EstatePlaces(
            api == null ? null : URI.create(api), codes == null ? null : Path.of(codes)));
  }
}
