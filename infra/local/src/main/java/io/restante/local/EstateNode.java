package io.restante.local;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.restante.local.Endpoints.Part;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One gateway node of an estate. It can be killed, stopped, paused and started again; it comes
/// back at its address, with its own mailbox index.
///
/// Thread-safe: what takes long, such as a start, keeps nobody from pausing or killing.
public final class EstateNode {
  private final EstateOptions options;
  private final EstateCommands commands;
  private final int index;
  private final EstateProcess process;

  /// Where it listened when it was started last.
  @GuardedBy("this")
  private @Nullable URI listener;

  EstateNode(EstateOptions options, int index, EstateListener listener) {
    this.options = options;
    this.commands = new EstateCommands(options);
    this.index = index;
    DataDirectory data = new DataDirectory(options.dataDirectory());
    String name = options.node().count() == 1 ? "gateway node" : "gateway node " + (index + 1);
    this.process =
        new EstateProcess(name, data.log(DataDirectory.numbered("gateway", index)), listener);
  }

  /// Returns which node it is, from 0.
  public int index() {
    return index;
  }

  /// Returns its name in the fleet.
  public String name() {
    return commands.nodeName(index);
  }

  /// Returns where devices connect, `ws://host:port/v1`; it stays the same when the node is
  /// restarted. With a [Way.DeviceToNode] on a detour, that is where the detour begins.
  ///
  /// @throws IllegalStateException when it has not been started yet
  public URI gatewayUri() {
    return optionalGatewayUri()
        .orElseThrow(() -> new IllegalStateException("gatewayUri before the node was started"));
  }

  /// Returns where devices connect, or nothing when it has not been started yet.
  synchronized Optional<URI> optionalGatewayUri() {
    Integer detour = options.detours().ports().get(new Way.DeviceToNode(index));
    return Optional.ofNullable(listener)
        .map(
            uri ->
                detour == null
                    ? uri
                    : URI.create("ws://" + uri.getHost() + ":" + detour + uri.getPath()));
  }

  /// Returns where devices register, `http://host:port/v1`.
  ///
  /// @throws IllegalStateException when the estate has no accounts
  public URI apiUri() {
    if (!options.hasAccounts()) {
      throw new IllegalStateException("apiUri of an estate without accounts");
    }
    return URI.create("http://" + options.endpoints().at(Part.API, index) + "/v1");
  }

  /// Returns where operators look, `http://host:port`: `/health/ready` and others below it.
  public URI opsUri() {
    return URI.create("http://" + options.endpoints().at(Part.OPS, index));
  }

  /// Returns its process id.
  public long pid() {
    return process.pid();
  }

  /// Whether its process is there, paused or not.
  public boolean isAlive() {
    return process.isAlive();
  }

  /// Starts it after it was stopped or killed, and returns when it serves. The group does not wait
  /// for the members that were its own when it was killed.
  public void start() {
    EstateAdmin.with(
        commands.bootstrapServers(),
        admin -> new NodeGroup(admin, commands.nodeGroup()).evict(name()));
    URI uri = URI.create(process.start(() -> commands.node(index, port())));
    synchronized (this) {
      listener = uri;
    }
  }

  private synchronized int port() {
    return listener == null ? options.endpoints().port(Part.GATEWAY, index) : listener.getPort();
  }

  void requirePortsFree() {
    options.endpoints().requireFree(Part.GATEWAY, index);
    options.endpoints().requireFree(Part.OPS, index);
    if (options.hasAccounts()) {
      options.endpoints().requireFree(Part.API, index);
    }
  }

  /// Stops it in order.
  public void stop() {
    process.stop();
  }

  void stopIfAlive() {
    process.stopIfAlive();
  }

  /// Kills it, as `kill -9` does.
  public void kill() {
    process.kill();
  }

  /// Lets its process stand still (SIGSTOP) until [#resume].
  public void pause() {
    process.pause();
  }

  /// Lets its process go on (SIGCONT).
  public void resume() {
    process.resume();
  }
}
