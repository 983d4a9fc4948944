package io.restante.gateway;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.api.AccountJanitor;
import io.restante.gateway.api.ApiPorts;
import io.restante.gateway.api.ApiSettings;
import io.restante.gateway.api.DeviceApi;
import io.restante.gateway.api.DirectoryRemovals;
import io.restante.gateway.devices.DeviceLog.Discarder;
import io.restante.gateway.devices.KnownLists;
import io.restante.gateway.directory.DirectorySettings;
import io.restante.gateway.directory.FileCodeSender;
import io.restante.gateway.directory.NumberKeys;
import io.restante.gateway.directory.PostgresDirectory;
import io.restante.gateway.http.HttpMetrics;
import io.restante.gateway.keys.KeyStoreSettings;
import io.restante.gateway.keys.KeyStoreUnavailableException;
import io.restante.gateway.keys.ScyllaKeyStore;
import io.restante.gateway.limit.PostgresLimits;
import io.restante.gateway.login.TicketKeys;
import io.restante.gateway.login.TicketSigner;
import io.restante.gateway.login.TicketVerifier;
import io.restante.gateway.ops.NodeMeters;
import io.restante.gateway.roster.LogNotices;
import io.restante.gateway.roster.Roster;
import io.restante.gateway.roster.RosterSettings;
import io.restante.gateway.send.Housekeeper;
import io.restante.gateway.tls.IdentityFiles;
import io.restante.gateway.tls.TlsContexts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rooms of accounts, put together: directory, keys, limits, roster, API.
///
/// Single-use: [#openDirectory], [#follow], [#awaitKeyStore], [#serve]; then [#stopServing] and
/// [#close].
final class AccountRooms implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(AccountRooms.class);
  private static final Duration KEYS_WAIT_MAX = Duration.ofSeconds(10);
  private static final Duration KEYS_LOOK_INTERVAL = Duration.ofMillis(20);

  private final ApiSettings settings;
  private final AccountsConfig config;
  private final PostgresDirectory directory;
  private final ScyllaKeyStore keys;
  private final Roster roster;
  private final ApiPorts ports;
  private final AccountJanitor janitor;
  private @Nullable DeviceApi api; // Written by serve(), read by the thread that stops the node.

  private AccountRooms(
      GatewayConfig config,
      AccountsConfig accounts,
      PostgresDirectory directory,
      Outside outside,
      TicketSigner signer,
      RandomGenerator random) {
    this.settings =
        new ApiSettings(
            accounts.apiAddress(),
            config.cell(),
            accounts.ticketLifetime(),
            accounts.limits().api());
    this.config = accounts;
    this.directory = directory;
    this.keys =
        ScyllaKeyStore.open(
            new KeyStoreSettings(
                accounts.keysContactPoints(),
                accounts.keysDatacenter(),
                accounts.keysKeyspace(),
                accounts.limits().keysRequest(),
                accounts.limits().keysClaim()),
            random);
    LogNotices notices = new LogNotices(outside.housekeeper());
    this.roster = new Roster(outside.lists(), notices, RosterSettings.DEFAULT, outside.clock());
    PostgresLimits limits = new PostgresLimits(directory::dataSource, outside.clock());
    this.janitor = new AccountJanitor(directory, keys, limits);
    this.ports =
        new ApiPorts(
            directory,
            keys,
            limits,
            outside.tickets(),
            new DirectoryRemovals(directory.devices()),
            signer,
            (device, preKeysLeft, kyberPreKeysLeft) -> {
              // When its queue is full, the owner hears of it at the next claim.
              var _ = notices.keysLow(device, preKeysLeft, kyberPreKeysLeft);
            },
            outside.clock());
  }

  /// What the rooms of messages have for those of accounts.
  record Outside(
      TicketVerifier tickets, Housekeeper housekeeper, KnownLists lists, InstantSource clock) {}

  /// Builds the rooms; the key store begins to connect.
  ///
  /// @param random must be hard to guess, and thread-safe
  /// @throws IOException when a file can't be read
  static AccountRooms create(
      GatewayConfig config, AccountsConfig accounts, Outside outside, RandomGenerator random)
      throws IOException {
    DirectorySettings settings =
        new DirectorySettings(
            accounts.directoryUrl(),
            accounts.directoryUser(),
            Files.readString(accounts.directoryPasswordFile()).strip(),
            accounts.limits().directoryConnections(),
            accounts.limits().directoryWait());
    PostgresDirectory directory =
        new PostgresDirectory(
            settings,
            NumberKeys.load(accounts.numberKeyFile()),
            new FileCodeSender(accounts.codeFile()),
            outside.clock(),
            random);
    TicketSigner signer = TicketKeys.loadSigner(accounts.ticketSigningKey());
    return new AccountRooms(config, accounts, directory, outside, signer, random);
  }

  Roster roster() {
    return roster;
  }

  /// Opens the directory.
  void openDirectory() {
    directory.start();
  }

  /// Waits a while for the key store. One that is away does not keep the node from starting: what
  /// needs it is answered with 503 until it is back.
  void awaitKeyStore() {
    long deadline = System.nanoTime() + KEYS_WAIT_MAX.toNanos();
    while (!isKeyStoreThere()) {
      if (System.nanoTime() - deadline > 0) {
        LOGGER.atWarn().log("key store away, the node starts without it");
        return;
      }
      LockSupport.parkNanos(KEYS_LOOK_INTERVAL.toNanos());
    }
  }

  private boolean isKeyStoreThere() {
    try {
      var _ = keys.counts(new DeviceAddress(UserId.NOBODY, 1));
      return true;
    } catch (KeyStoreUnavailableException e) {
      return false;
    }
  }

  /// Lets the roster throw away what is for no device.
  void follow(Discarder lanes) {
    roster.start(lanes);
  }

  /// Opens the API.
  ///
  /// @param ownGateway the WebSocket that devices are told unless another is set
  /// @param identity for TLS; null for plain text
  /// @throws IOException when the address can't be bound
  void serve(URI ownGateway, @Nullable IdentityFiles identity) throws IOException {
    URI gateway = config.publicGateway() == null ? ownGateway : config.publicGateway();
    DeviceApi opened =
        new DeviceApi(
            settings, ports, gateway, identity == null ? null : TlsContexts.server(identity));
    api = opened;
    InetSocketAddress address = opened.start();
    janitor.start();
    LOGGER.atInfo().addKeyValue("port", address.getPort()).log("API open");
  }

  /// Lets the operator's endpoints see what is counted here.
  void show(NodeMeters meters) {
    meters.count(roster.metrics().counts());
    meters.count(
        Map.of(
            "edge.keys.statements.served", keys::statementsServed,
            "edge.keys.statements.failed", keys::statementsFailed));
    if (api != null) {
      HttpMetrics http = api.metrics();
      meters.count(http.counts());
      meters.gauge("edge.api.requests.inflight", http::requestsInFlight);
      meters.answers(http::answers);
    }
  }

  /// Closes the API; what is under way may end.
  void stopServing() {
    if (api != null) {
      api.close();
    }
  }

  /// Closes the rest.
  @Override
  public void close() {
    janitor.close();
    keys.close();
    directory.close();
  }
}
