package io.restante.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.restante.contract.TopicSpec;
import io.restante.contract.Topics;
import io.restante.local.child.ChildDiedException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/// A running estate: a broker, the catalogue's topics and a gateway node, and when it has accounts
/// a directory and a key store, in processes of their own.
///
/// Each process can be killed, stopped and started again; it comes back at the same address. When
/// this JVM ends, however it ends, they end too. Thread-safe: one call at a time, the others wait.
public final class Estate implements AutoCloseable {
  private final EstateOptions options;
  private final EstateListener listener;
  private final DataDirectory data;
  private final EstateCommands commands;
  private final DirectoryLock lock;

  /// What is done with the broker's admin client.
  private interface AdminWork {
    void with(Admin admin) throws InterruptedException;
  }

  private final EstateProcess broker;
  private final EstateProcess node;
  private final EstateStores stores;

  @GuardedBy("this")
  private @Nullable URI gatewayUri;

  private Estate(EstateOptions options, EstateListener listener, DirectoryLock lock) {
    this.options = options;
    this.listener = listener;
    this.data = new DataDirectory(options.dataDirectory());
    this.commands = new EstateCommands(options);
    this.lock = lock;
    this.broker = new EstateProcess("Kafka", data.log("broker"), listener);
    this.node = new EstateProcess("gateway node", data.log("gateway"), listener);
    this.stores = new EstateStores(options, listener);
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
      estate.data.generateKeysIfNew();
      if (options.node().isStarted()) {
        estate.requireNodePortsFree();
      }
      if (options.hasAccounts()) {
        estate.startWithStores();
      } else {
        estate.startMessagePath();
      }
      estate.announce();
      return estate;
    } catch (RuntimeException e) {
      estate.close();
      throw e;
    }
  }

  private void requireNodePortsFree() {
    options.endpoints().requireFree(Endpoints.Part.GATEWAY);
    if (options.hasAccounts()) {
      options.endpoints().requireFree(Endpoints.Part.API);
    }
  }

  private void startMessagePath() {
    startBroker();
    setUpTopics();
    if (options.node().isStarted()) {
      startNode();
    }
  }

  /// Starts everything side by side. The node needs the directory before it serves; to the key
  /// store it connects when that is there.
  private void startWithStores() {
    EstateStores.Starting starting = stores.begin();
    try {
      startBroker();
      setUpTopics();
      EstateStores.Starting.await(starting.directory());
      if (options.node().isStarted()) {
        startNode();
      }
      EstateStores.Starting.await(starting.keys());
    } finally {
      // Nobody starts any more when this returns or throws, so everybody can be stopped.
      starting.settle();
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

  /// Returns the file with the public keys that tickets are checked with.
  public Path ticketPublicKeys() {
    return data.verifyingKeys();
  }

  /// Tells whether it has accounts: the stores, and the API.
  public boolean hasAccounts() {
    return options.hasAccounts();
  }

  /// Returns where devices register, `http://host:port/v1`.
  ///
  /// @throws IllegalStateException when the estate has no accounts
  public URI apiUri() {
    requireAccounts("apiUri");
    Endpoints where = options.endpoints();
    return URI.create("http://" + where.address() + ":" + where.apiPort() + "/v1");
  }

  /// Returns the file that registration codes are appended to, `<registration> <code>` a line.
  ///
  /// @throws IllegalStateException when the estate has no accounts
  public Path codeFile() {
    requireAccounts("codeFile");
    return data.codeFile();
  }

  /// Returns the directory and the key store.
  ///
  /// @throws IllegalStateException when the estate has no accounts
  public EstateStores stores() {
    requireAccounts("stores");
    return stores;
  }

  private void requireAccounts(String what) {
    if (!options.hasAccounts()) {
      throw new IllegalStateException(what + " of an estate without accounts");
    }
  }

  /// Returns the broker's process id.
  public synchronized long brokerPid() {
    return broker.pid();
  }

  /// Returns the node's process id.
  public synchronized long nodePid() {
    return node.pid();
  }

  /// Starts the broker after it was stopped or killed, and returns when it serves.
  public synchronized void startBroker() {
    options.endpoints().requireFree(Endpoints.Part.KAFKA);
    broker.start(commands::broker);
  }

  /// Stops the broker in order.
  public synchronized void stopBroker() {
    broker.stop();
  }

  /// Kills the broker, as `kill -9` does.
  public synchronized void killBroker() {
    broker.kill();
  }

  /// Starts the node after it was stopped or killed, and returns when it serves.
  public synchronized void startNode() {
    withAdmin(admin -> new NodeGroup(admin, commands.nodeGroup()).evictTheDead());
    int port = gatewayUri == null ? options.endpoints().gatewayPort() : gatewayUri.getPort();
    gatewayUri = URI.create(node.start(() -> commands.node(port)));
  }

  /// Stops the node in order.
  public synchronized void stopNode() {
    node.stop();
  }

  /// Kills the node, as `kill -9` does.
  public synchronized void killNode() {
    node.kill();
  }

  /// Stops what runs, the node first, and gives the data directory back.
  @Override
  public synchronized void close() {
    node.stopIfAlive();
    stores.stop();
    broker.stopIfAlive();
    EstateFile.delete(data.root());
    lock.close();
  }

  private synchronized void announce() {
    boolean isServed = options.hasAccounts() && options.node().isStarted();
    new EstateFile(
            ProcessHandle.current().pid(),
            bootstrapServers(),
            gatewayUri,
            isServed ? apiUri() : null,
            ticketSigningKey(),
            isServed ? codeFile() : null)
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

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
