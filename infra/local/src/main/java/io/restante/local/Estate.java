package io.restante.local;

import io.restante.local.child.ChildDiedException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// A running estate: brokers, the catalogue's topics and gateway nodes, and when it has accounts a
/// directory and a key store, in processes of their own. There is one broker and one node unless
/// [EstateOptions] ask for more.
///
/// Each process can be killed, stopped, paused and started again; it comes back at the same
/// address. When this JVM ends, however it ends, they end too, those excepted that are paused then.
/// Thread-safe.
public final class Estate implements AutoCloseable {
  private final EstateOptions options;
  private final DataDirectory data;
  private final EstateTopics topics;
  private final DirectoryLock lock;
  private final List<EstateBroker> brokers;
  private final List<EstateNode> nodes;
  private final EstateStores stores;
  private final FirstStep ofNodes;
  private final EstateObjects objects;
  private final EstateConnector connector;
  private final EstateTopologies topologies;

  private Estate(EstateOptions options, EstateListener listener, DirectoryLock lock) {
    this.options = options;
    this.data = new DataDirectory(options.dataDirectory());
    this.topics = new EstateTopics(options, listener);
    this.lock = lock;
    this.brokers =
        IntStream.range(0, options.broker().count())
            .mapToObj(index -> new EstateBroker(options, index, listener))
            .toList();
    this.ofNodes = new FirstStep(listener);
    this.nodes =
        IntStream.range(0, options.node().count())
            .mapToObj(index -> new EstateNode(options, index, ofNodes))
            .toList();
    this.stores = new EstateStores(options, listener);
    this.objects = new EstateObjects(options, listener);
    this.connector = new EstateConnector(options, listener);
    this.topologies = new EstateTopologies(options, listener);
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
      estate.data.requireBrokers(options.broker().count());
      estate.brokers.forEach(EstateBroker::requirePortsFree);
      estate.data.generateKeysIfNew();
      if (options.hasObjects()) {
        options.endpoints().requireFree(Endpoints.Part.OBJECTS, 0);
        estate.data.generateObjectsCredentialsIfNew();
      }
      if (options.node().isStarted()) {
        estate.nodes.forEach(EstateNode::requirePortsFree);
      }
      if (options.writesDirectory()) {
        options.endpoints().requireFree(Endpoints.Part.CONNECTORS, 0);
      }
      if (options.runsTopologies()) {
        options.endpoints().requireFree(Endpoints.Part.TOPOLOGIES, 0);
        estate.data.generateAuditKeyIfNew();
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

  private void startMessagePath() {
    startBrokers();
    topics.setUp();
    if (options.node().isStarted()) {
      startNodes();
    }
    if (options.hasObjects()) {
      objects.start();
    }
  }

  /// Starts brokers and directory side by side, then the nodes, which need both. The key store
  /// begins when messages flow, which have to wait for the others and not for it: they would share
  /// the processors with it. The nodes connect to it when it is there. Nobody waits for the object
  /// store, for the directory's connector and for the topologies, so they come last.
  private void startWithStores() {
    EstateStores.Starting starting = stores.begin(ofNodes.said());
    CompletableFuture<Void> objectsServe =
        options.hasObjects()
            ? Aside.runAfter(starting.keys(), "start-s3", objects::start)
            : CompletableFuture.completedFuture(null);
    CompletableFuture<Void> connectorServes =
        options.writesDirectory()
            ? Aside.runAfter(ofNodes.said(), "start-connector", connector::start)
            : CompletableFuture.completedFuture(null);
    CompletableFuture<Void> topologiesServe =
        options.runsTopologies()
            ? Aside.runAfter(connectorServes, "start-topologies", topologies::start)
            : CompletableFuture.completedFuture(null);
    try {
      startBrokers();
      topics.setUp();
      Aside.await(starting.directory());
      if (options.node().isStarted()) {
        startNodes();
      } else {
        ofNodes.said().complete(null);
      }
      Aside.await(starting.keys());
      Aside.await(objectsServe);
      Aside.await(connectorServes);
      Aside.await(topologiesServe);
    } finally {
      // Nobody starts any more when this returns or throws, so everybody can be stopped.
      ofNodes.said().cancel(false);
      starting.settle();
      Aside.settle(List.of(objectsServe, connectorServes, topologiesServe));
    }
  }

  /// Returns the brokers, in the order of their indexes.
  public List<EstateBroker> brokers() {
    return brokers;
  }

  /// Returns a broker.
  ///
  /// @param index which one, from 0
  public EstateBroker broker(int index) {
    return brokers.get(index);
  }

  /// Returns the nodes, in the order of their indexes.
  public List<EstateNode> nodes() {
    return nodes;
  }

  /// Returns a node.
  ///
  /// @param index which one, from 0
  public EstateNode node(int index) {
    return nodes.get(index);
  }

  /// Returns the brokers' own addresses, `host:port` with commas.
  public String bootstrapServers() {
    return BrokerListeners.bootstrap(options);
  }

  /// Returns where devices connect to the first node.
  ///
  /// @throws IllegalStateException when it has not been started yet
  public URI gatewayUri() {
    return node(0).gatewayUri();
  }

  /// Returns where devices connect to the nodes that have been started.
  List<URI> gatewayUris() {
    return nodes.stream().flatMap(node -> node.optionalGatewayUri().stream()).toList();
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

  /// The operator's endpoints of the topologies, `http://host:port`.
  public URI topologiesOpsUri() {
    return URI.create("http://" + options.endpoints().at(Endpoints.Part.TOPOLOGIES, 0));
  }

  /// Returns where devices register at the first node, `http://host:port/v1`.
  ///
  /// @throws IllegalStateException when the estate has no accounts
  public URI apiUri() {
    return node(0).apiUri();
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

  /// Returns the object store.
  ///
  /// @throws IllegalStateException when the estate has none
  public EstateObjects objects() {
    if (!options.hasObjects()) {
      throw new IllegalStateException("objects of an estate without an object store");
    }
    return objects;
  }

  /// Returns the directory's connector.
  ///
  /// @throws IllegalStateException when the estate has none
  public EstateConnector connector() {
    if (!options.writesDirectory()) {
      throw new IllegalStateException("connector of an estate without one");
    }
    return connector;
  }

  /// Returns the topologies.
  ///
  /// @throws IllegalStateException when the estate has none
  public EstateTopologies topologies() {
    if (!options.runsTopologies()) {
      throw new IllegalStateException("topologies of an estate without them");
    }
    return topologies;
  }

  private void requireAccounts(String what) {
    if (!options.hasAccounts()) {
      throw new IllegalStateException(what + " of an estate without accounts");
    }
  }

  /// Returns the first broker's process id.
  public long brokerPid() {
    return broker(0).pid();
  }

  /// Returns the first node's process id.
  public long nodePid() {
    return node(0).pid();
  }

  /// Starts all brokers that do not run, side by side, and returns when they serve.
  public void startBrokers() {
    List<EstateBroker> missing = brokers.stream().filter(broker -> !broker.isAlive()).toList();
    Aside.all("start-broker", missing, EstateBroker::start);
  }

  /// Starts all nodes that do not run, side by side, and returns when they serve.
  public void startNodes() {
    List<EstateNode> missing = nodes.stream().filter(node -> !node.isAlive()).toList();
    Aside.all("start-node", missing, EstateNode::start);
  }

  /// Starts the first broker after it was stopped or killed, and returns when it serves.
  public void startBroker() {
    broker(0).start();
  }

  /// Stops the first broker in order.
  public void stopBroker() {
    broker(0).stop();
  }

  /// Kills the first broker, as `kill -9` does.
  public void killBroker() {
    broker(0).kill();
  }

  /// Starts the first node after it was stopped or killed, and returns when it serves.
  public void startNode() {
    node(0).start();
  }

  /// Stops the first node in order.
  public void stopNode() {
    node(0).stop();
  }

  /// Kills the first node, as `kill -9` does.
  public void killNode() {
    node(0).kill();
  }

  /// Stops what runs, the nodes first, and gives the data directory back.
  @Override
  public synchronized void close() {
    Aside.all("stop-node", nodes, EstateNode::stopIfAlive);
    objects.stopIfAlive();
    connector.stopIfAlive();
    topologies.stopIfAlive();
    stores.stop();
    Aside.all("stop-broker", brokers, EstateBroker::stopIfAlive);
    EstateFile.delete(data.root());
    lock.close();
  }

  private void announce() {
    boolean isServed = options.hasAccounts() && options.node().isStarted();
    new EstateFile(
            ProcessHandle.current().pid(),
            bootstrapServers(),
            node(0).optionalGatewayUri().orElse(null),
            isServed ? apiUri() : null,
            ticketSigningKey(),
            isServed ? codeFile() : null)
        .write(data.root());
  }
}
