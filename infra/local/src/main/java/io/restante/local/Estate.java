package io.restante.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.restante.contract.TopicSpec;
import io.restante.contract.Topics;
import io.restante.local.child.ChildDiedException;
import io.restante.local.child.ChildProcess;
import io.restante.local.child.JavaCommand;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/// A running estate: a broker, the catalogue's topics and a gateway node, in processes of their
/// own.
///
/// Each process can be killed, stopped and started again; it comes back at the same address. When
/// this JVM ends, however it ends, they end too. Thread-safe: one call at a time, the others wait.
public final class Estate implements AutoCloseable {
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final EstateOptions options;
  private final EstateListener listener;
  private final DataDirectory data;
  private final EstateCommands commands;
  private final DirectoryLock lock;

  /// What is done with the broker's admin client.
  private interface AdminWork {
    void with(Admin admin) throws InterruptedException;
  }

  @GuardedBy("this")
  private @Nullable ChildProcess broker;

  @GuardedBy("this")
  private @Nullable ChildProcess node;

  @GuardedBy("this")
  private @Nullable URI gatewayUri;

  private Estate(EstateOptions options, EstateListener listener, DirectoryLock lock) {
    this.options = options;
    this.listener = listener;
    this.data = new DataDirectory(options.dataDirectory());
    this.commands = new EstateCommands(options);
    this.lock = lock;
  }

  /// Starts an estate and returns when it serves.
  ///
  /// @throws PortTakenException when somebody listens on one of its ports
  /// @throws DirectoryTakenException when another estate runs on its data directory
  /// @throws EstateException when its surroundings refuse it otherwise
  /// @throws ChildDiedException when one of its processes does not become ready
  public static Estate start(EstateOptions options) {
    return start(options, EstateListener.QUIET);
  }

  /// Starts an estate and returns when it serves; the listener hears of each step.
  public static Estate start(EstateOptions options, EstateListener listener) {
    DirectoryLock lock = DirectoryLock.take(options.dataDirectory());
    Estate estate = new Estate(options, listener, lock);
    try {
      options.endpoints().requireFree(Endpoints.Part.KAFKA);
      if (options.node().isStarted()) {
        options.endpoints().requireFree(Endpoints.Part.GATEWAY);
      }
      estate.data.generateKeysIfNew();
      estate.startBroker();
      estate.setUpTopics();
      if (options.node().isStarted()) {
        estate.startNode();
      }
      estate.announce();
      return estate;
    } catch (RuntimeException e) {
      estate.close();
      throw e;
    }
  }

  /// Returns the broker's address, `host:port`.
  public String bootstrapServers() {
    return commands.bootstrapServers();
  }

  /// Returns where devices connect, `ws://host:port/v1`; it stays the same when the node is
  /// restarted.
  ///
  /// @throws IllegalStateException when no node has been started yet
  public synchronized URI gatewayUri() {
    if (gatewayUri == null) {
      throw new IllegalStateException("gatewayUri before startNode");
    }
    return gatewayUri;
  }

  /// Returns where devices connect, or nothing when no node has been started yet.
  synchronized Optional<URI> optionalGatewayUri() {
    return Optional.ofNullable(gatewayUri);
  }

  /// Returns the data directory.
  public Path dataDirectory() {
    return data.root();
  }

  /// Returns the file with the private key that signs tickets this estate accepts.
  public Path ticketSigningKey() {
    return data.signingKey();
  }

  /// Returns the broker's process id.
  public synchronized long brokerPid() {
    return running(broker, "broker").pid();
  }

  /// Returns the node's process id.
  public synchronized long nodePid() {
    return running(node, "node").pid();
  }

  /// Starts the broker after it was stopped or killed, and returns when it serves.
  public synchronized void startBroker() {
    requireStopped(broker, "broker");
    options.endpoints().requireFree(Endpoints.Part.KAFKA);
    broker = start("Kafka", data.log("broker"), commands.broker());
  }

  /// Stops the broker in order.
  public synchronized void stopBroker() {
    stop("Kafka", running(broker, "broker"));
  }

  /// Kills the broker, as `kill -9` does.
  public synchronized void killBroker() {
    running(broker, "broker").kill();
  }

  /// Starts the node after it was stopped or killed, and returns when it serves.
  public synchronized void startNode() {
    requireStopped(node, "node");
    withAdmin(admin -> new NodeGroup(admin, commands.nodeGroup()).evictTheDead());
    int port = gatewayUri == null ? options.endpoints().gatewayPort() : gatewayUri.getPort();
    node = start("gateway node", data.log("gateway"), commands.node(port));
    gatewayUri = URI.create(node.awaitReady(READY_LIMIT));
  }

  /// Stops the node in order.
  public synchronized void stopNode() {
    stop("gateway node", running(node, "node"));
  }

  /// Kills the node, as `kill -9` does.
  public synchronized void killNode() {
    running(node, "node").kill();
  }

  /// Stops what runs, the node first, and gives the data directory back.
  @Override
  public synchronized void close() {
    if (node != null && node.isAlive()) {
      stopNode();
    }
    if (broker != null && broker.isAlive()) {
      stopBroker();
    }
    EstateFile.delete(data.root());
    lock.close();
  }

  private synchronized void announce() {
    new EstateFile(
            ProcessHandle.current().pid(), bootstrapServers(), gatewayUri, ticketSigningKey())
        .write(data.root());
  }

  private void setUpTopics() {
    long began = System.nanoTime();
    listener.onBegin("topics");
    List<TopicSpec> specs =
        Topics.all().stream()
            .map(topic -> TopicSpec.of(topic, TopicSpec.Estate.LOCAL))
            .map(options.topics()::over)
            .toList();
    withAdmin(
        admin -> {
          TopicSetup.Outcome outcome = new TopicSetup(admin).apply(specs);
          listener.onStep(describe(specs.size(), outcome), since(began));
        });
  }

  private void withAdmin(AdminWork work) {
    Map<String, Object> settings =
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    try (Admin admin = Admin.create(settings)) {
      work.with(admin);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EstateException("interrupted while talking to the broker", e);
    }
  }

  private static String describe(int topics, TopicSetup.Outcome outcome) {
    StringBuilder text = new StringBuilder(topics == 1 ? "1 topic" : topics + " topics");
    if (!outcome.created().isEmpty()) {
      text.append(", ").append(outcome.created().size()).append(" new");
    }
    if (!outcome.repaired().isEmpty()) {
      text.append(", brought back to the catalogue: ");
      text.append(String.join(", ", outcome.repaired()));
    }
    return text.toString();
  }

  private ChildProcess start(String name, Path log, JavaCommand command) {
    long began = System.nanoTime();
    listener.onBegin(name);
    ChildProcess child = ChildProcess.start(name, command, log, listener::onDeath);
    try {
      String ready = child.awaitReady(READY_LIMIT);
      listener.onStep(name + " at " + ready + ", process " + child.pid(), since(began));
      return child;
    } catch (ChildDiedException e) {
      child.kill();
      throw e;
    }
  }

  private void stop(String name, ChildProcess child) {
    long began = System.nanoTime();
    listener.onBegin("stopping " + name);
    child.stop(STOP_LIMIT);
    listener.onStep(name + " stopped", since(began));
  }

  private static ChildProcess running(@Nullable ChildProcess child, String name) {
    if (child == null || !child.isAlive()) {
      throw new IllegalStateException("the " + name + " does not run");
    }
    return child;
  }

  private static void requireStopped(@Nullable ChildProcess child, String name) {
    if (child != null && child.isAlive()) {
      throw new IllegalStateException("the " + name + " runs already");
    }
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
