package io.restante.gateway.rehearsal;

import io.restante.gateway.listener.DeliveryWindow;
import io.restante.gateway.listener.GatewayListener;
import io.restante.gateway.listener.GatewayPorts;
import io.restante.gateway.listener.ListenerSettings;
import io.restante.gateway.login.TicketKeys;
import io.restante.gateway.login.TicketSigner;
import io.restante.gateway.login.TicketVerifier;
import io.restante.gateway.presence.Presences;
import io.restante.gateway.signal.Signals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets devices visit a second listener of this process, on loopback and with keys of its own: the
/// same code as for real ones, nothing of which reaches the log.
public final class Rehearsal {
  private static final Logger LOGGER = LoggerFactory.getLogger(Rehearsal.class);
  private static final int VISITS = 400;
  private static final long MOST_NANOS = Duration.ofSeconds(2).toNanos();
  private static final Duration TICKET_LIFETIME = Duration.ofHours(1);
  private static final String CELL = "rehearsal";

  private Rehearsal() {}

  /// Plays 400 visits, or as many as 2 s allow. One that fails ends it, and is only logged: the
  /// node can do without.
  ///
  /// @param usual how the node's own listener listens
  /// @param scratch a place for files that is nobody's, and not there yet; the caller removes it
  /// @return how many visits there were
  public static int play(
      ListenerSettings usual, DeliveryWindow window, Path scratch, InstantSource clock) {
    long began = System.nanoTime();
    ExecutorService lane =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().name("rehearsal").unstarted(task));
    int visits = 0;
    try (lane) {
      Files.createDirectories(scratch);
      TicketSigner signer = signer(scratch);
      Stage stage = new Stage(lane, clock);
      GatewayPorts ports =
          new GatewayPorts(
              verifier(scratch),
              (_, _) -> false,
              stage,
              stage,
              Signals.NONE,
              Presences.NONE,
              clock);
      try (var listener = new GatewayListener(onLoopback(usual), ports, window, null)) {
        InetSocketAddress address = listener.start();
        while (visits < VISITS && System.nanoTime() - began < MOST_NANOS) {
          byte[] ticket =
              signer.sign(CELL, Stage.DEVICE, visits, clock.instant().plus(TICKET_LIFETIME));
          Visit.make(address, GatewayListener.PATH, GatewayListener.SUBPROTOCOL, ticket);
          visits++;
        }
      }
    } catch (IOException e) {
      LOGGER.atWarn().setCause(e).log("rehearsal ended early");
    }
    LOGGER
        .atInfo()
        .addKeyValue("visits", visits)
        .addKeyValue("ms", Duration.ofNanos(System.nanoTime() - began).toMillis())
        .log("rehearsed");
    return visits;
  }

  private static TicketSigner signer(Path scratch) throws IOException {
    Path key = scratch.resolve("key.pem");
    TicketKeys.generate(key, publicKeys(scratch));
    return TicketKeys.loadSigner(key);
  }

  private static TicketVerifier verifier(Path scratch) throws IOException {
    return new TicketVerifier(CELL, TicketKeys.loadPublicKeys(publicKeys(scratch)));
  }

  private static Path publicKeys(Path scratch) {
    return scratch.resolve("keys.pub");
  }

  private static ListenerSettings onLoopback(ListenerSettings usual) {
    return new ListenerSettings(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        usual.transport(),
        usual.eventLoops(),
        usual.connectionsMax(),
        usual.socket(),
        usual.session(),
        usual.poll());
  }
}
