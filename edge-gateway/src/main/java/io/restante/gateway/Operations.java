package io.restante.gateway;

import io.restante.gateway.deliver.Arrivals;
import io.restante.gateway.deliver.Departures;
import io.restante.gateway.deliver.Lanes;
import io.restante.gateway.devices.DeviceLog;
import io.restante.gateway.listener.GatewayListener;
import io.restante.gateway.ops.BuildVersion;
import io.restante.gateway.ops.NodeMeters;
import io.restante.gateway.ops.OpsServer;
import io.restante.gateway.ops.Readiness;
import io.restante.gateway.ownership.OwnershipLog;
import io.restante.gateway.presence.PresenceExchange;
import io.restante.gateway.send.DeliveryAudit;
import io.restante.gateway.send.LogWriter;
import io.restante.gateway.signal.SignalExchange;
import io.restante.gateway.snapshot.IndexSnapshots;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an operator sees of a node, from before it serves until after.
///
/// Single-use: [#start], then [#close].
final class Operations implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Operations.class);

  private final Readiness readiness;
  private final NodeMeters meters = new NodeMeters();
  private final OpsServer server;

  Operations(GatewayConfig config) {
    this.readiness = new Readiness(config.accounts() != null);
    this.server = new OpsServer(config.operations(), readiness, meters, BuildVersion.ofThisJar());
  }

  /// Opens the endpoints.
  ///
  /// @throws IOException when the address can't be bound
  void start() throws IOException {
    InetSocketAddress address = server.start();
    LOGGER.atInfo().addKeyValue("port", address.getPort()).log("operator's endpoints open");
  }

  Readiness readiness() {
    return readiness;
  }

  NodeMeters meters() {
    return meters;
  }

  /// Lets operators see what the rooms of messages count.
  void show(Lanes lanes, GatewayListener listener) {
    meters.count(lanes.metrics().counts());
    meters.gauge("edge.mailbox.in.flight.bytes", lanes::inFlightBytes);
    meters.gauge("edge.mailbox.partitions", lanes.metrics()::servedPartitions);
    meters.gauge("edge.mailbox.partitions.waiting", lanes.metrics()::unservedPartitions);
    meters.count(listener.metrics().counts());
    meters.gauge("edge.listener.connections", listener::connections);
  }

  /// Lets operators see what this node has to do with the others.
  void show(OwnershipLog ownership, Arrivals arrivals, Departures departures, DeviceLog devices) {
    meters.count(devices.metrics().counts());
    meters.count(ownership.metrics().counts());
    meters.gauge("edge.listener.devices.leaving", departures::waiting);
    meters.count(Map.of("edge.listener.devices.kept", arrivals::kept));
    meters.gauge("edge.listener.devices.waiting", arrivals::waiting);
  }

  /// Lets operators see what is said of devices that come and leave.
  void show(PresenceExchange presences) {
    meters.count(presences.metrics().counts());
    meters.gauge("edge.presence.waiting", presences::waiting);
  }

  /// Lets operators see what the audit is told.
  void show(DeliveryAudit audit) {
    meters.count(audit.counts());
  }

  /// Lets operators see what becomes of signals.
  void show(SignalExchange signals) {
    meters.count(signals.metrics().counts());
  }

  /// Lets operators see what becomes of snapshots.
  void show(IndexSnapshots snapshots) {
    meters.count(snapshots.metrics().counts());
    meters.gauge("edge.snapshot.oldest.seconds", snapshots::oldestSeconds);
  }

  /// Lets operators see a queue to the log.
  ///
  /// @param room the meters' room
  void show(String room, LogWriter writer) {
    meters.gauge("edge." + room + ".queue.jobs", writer::queuedJobs);
    meters.gauge("edge." + room + ".queue.bytes", writer::queuedBytes);
  }

  @Override
  public void close() {
    server.close();
  }
}
