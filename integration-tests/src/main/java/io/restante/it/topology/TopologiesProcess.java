package io.restante.it.topology;

import io.restante.local.child.ChildDiedException;
import io.restante.local.child.ChildListener;
import io.restante.local.child.ChildProcess;
import io.restante.local.child.JavaCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A process of the topologies, with stores of its own, beside an estate's brokers. It is a real
/// process: killed, it is as dead as can be. Owned by one thread.
public final class TopologiesProcess implements AutoCloseable {
  private static final String MAIN = "io.restante.streams.TopologiesMain";
  private static final Pattern OPS_PORT = Pattern.compile("endpoints open \\{port=(\\d+)}");
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final Path directory;
  private final Map<String, String> environment;
  private final List<String> jvmOptions;
  private final List<Path> ahead;
  private final ChildListener listener;
  private @Nullable ChildProcess child;

  /// Prepares a process.
  ///
  /// @param directory its own: stores and log
  /// @param environment variables, over the usual ones
  /// @param jvmOptions for its JVM
  /// @param ahead what stands ahead of the product on its class path
  public TopologiesProcess(
      Path directory, Map<String, String> environment, List<String> jvmOptions, List<Path> ahead) {
    this(directory, environment, jvmOptions, ahead, new Quiet());
  }

  /// Prepares a process.
  ///
  /// @param directory its own: stores and log
  /// @param environment variables, over the usual ones
  /// @param jvmOptions for its JVM
  /// @param ahead what stands ahead of the product on its class path
  /// @param listener told when it ends by itself
  public TopologiesProcess(
      Path directory,
      Map<String, String> environment,
      List<String> jvmOptions,
      List<Path> ahead,
      ChildListener listener) {
    this.listener = listener;
    this.directory = directory;
    this.environment = new HashMap<>(environment);
    this.environment.put("RESTANTE_STATE_DIRECTORY", stores().toString());
    this.environment.put("RESTANTE_OPS_PORT", "0");
    this.environment.put("RESTANTE_STOP_WITH_STDIN", "true");
    this.jvmOptions = List.copyOf(jvmOptions);
    this.ahead = List.copyOf(ahead);
  }

  private Path stores() {
    return directory.resolve("stores");
  }

  /// Starts the process. It is not ready when this returns.
  public void begin() throws IOException {
    Files.createDirectories(directory);
    List<String> classPath = new ArrayList<>(ahead.stream().map(Path::toString).toList());
    classPath.add(JavaCommand.estateClassPath());
    child =
        ChildProcess.start(
            "topologies",
            new JavaCommand(MAIN, String.join(":", classPath), jvmOptions, List.of(), environment),
            log(),
            listener);
  }

  /// Starts the process and returns when all its partitions are served.
  public void start() throws IOException {
    begin();
    String _ = running().awaitReady(READY_LIMIT);
  }

  /// Waits until a process that has begun serves.
  public void awaitReady() {
    String _ = running().awaitReady(READY_LIMIT);
  }

  /// Ends it as `kill -9` does.
  public void kill() {
    running().kill();
  }

  /// Ends it in order.
  public void stop() {
    running().stop(STOP_LIMIT);
  }

  /// Lets it stand still (SIGSTOP) until [#resume].
  public void pause() {
    running().pause();
  }

  /// Lets it go on (SIGCONT).
  public void resume() {
    running().resume();
  }

  /// Returns its process id.
  public long pid() {
    return running().pid();
  }

  /// Returns the end of its log.
  ///
  /// @param most how many lines, 0 or more
  public List<String> lastLines(int most) {
    try {
      List<String> lines = Files.readAllLines(log());
      return lines.subList(Math.max(0, lines.size() - most), lines.size());
    } catch (IOException e) {
      return List.of("no log: " + e);
    }
  }

  /// Returns what it shows of itself to operators, without what is 0; why not, when it doesn't.
  public String meters() {
    Matcher port = OPS_PORT.matcher(String.join("\n", lastLines(Integer.MAX_VALUE)));
    String last = port.results().map(found -> found.group(1)).reduce((_, next) -> next).orElse("0");
    URI place = URI.create("http://127.0.0.1:" + last + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(place).build(), HttpResponse.BodyHandlers.ofLines())
          .body()
          .filter(line -> !line.startsWith("#") && !line.startsWith("jvm_"))
          .filter(line -> !line.endsWith(" 0.0"))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return "no meters: " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "no meters: " + e;
    }
  }

  private Path log() {
    return directory.resolve("log");
  }

  /// Whether it runs.
  public boolean isAlive() {
    return child != null && child.isAlive();
  }

  /// Takes its stores away, so that it has to make them from their changelogs.
  public void loseStores() throws IOException {
    if (isAlive()) {
      throw new IllegalStateException("it runs");
    }
    if (!Files.exists(stores())) {
      return;
    }
    try (Stream<Path> files = Files.walk(stores())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private ChildProcess running() {
    ChildProcess now = child;
    if (now == null) {
      throw new IllegalStateException("it has not begun");
    }
    return now;
  }

  @Override
  public void close() {
    if (isAlive()) {
      kill();
    }
  }

  /// Its death is found by whoever waits for what it does.
  private static final class Quiet implements ChildListener {
    @Override
    public void onStep(String what) {
      // It has no steps.
    }

    @Override
    public void onDeath(ChildDiedException death) {
      System.err.println(death.getMessage());
    }
  }
}
