package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.login.TicketVerdict;
import io.restante.gateway.login.TicketVerifier;
import io.restante.it.swarm.Swarm;
import io.restante.it.swarm.SwarmDevice;
import io.restante.local.SelfSigned;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How fast devices come back: from TCP over HELLO with a signed ticket to DRAINED, without TLS and
/// with TLS 1.3. Always so many are on their way; when one has arrived, the next sets out.
final class ConnectBench implements Benchmark {
  private static final int DEVICES = 10_000;
  private static final int DEVICES_QUICK = 2_000;
  private static final int WARM_UPS = 2;
  private static final int TICKETS = 20_000;
  private static final int OUTSTANDING = 256;

  /// What is signed of a ticket of the cell `local`: its purpose, and all but the signature.
  private static final int SIGNED_BYTES = 18 + 44;

  @Override
  public String name() {
    return "connect";
  }

  @Override
  public void run(Lab lab) throws Exception {
    lab.figures().set("connect.devices", lab.isQuick() ? DEVICES_QUICK : DEVICES);
    lab.figures().set("connect.outstanding", OUTSTANDING);
    measure(lab, "connect.connections_per_s", null);
    Path folder = Files.createTempDirectory("restante-tls-");
    try {
      measure(lab, "connect.tls.connections_per_s", SelfSigned.make(folder));
    } finally {
      Lab.delete(folder);
    }
  }

  private static void measure(Lab lab, String figure, @Nullable SelfSigned tls) throws Exception {
    try (lab) {
      lab.start(
          options ->
              tls == null
                  ? options
                  : options
                      .withNodeEnvironment("RESTANTE_TLS_CERTIFICATE", tls.certificate().toString())
                      .withNodeEnvironment("RESTANTE_TLS_KEY", tls.key().toString()));
      int count = lab.isQuick() ? DEVICES_QUICK : DEVICES;
      if (tls == null) {
        checkTickets(lab);
      }
      for (int run = -WARM_UPS; run < lab.runs(); run++) {
        double perSecond = comeBack(lab, count, tls);
        lab.step(
            String.format(
                Locale.ROOT,
                "%,d devices %s: %,.0f a second%s",
                count,
                tls == null ? "in plain text" : "over TLS 1.3",
                perSecond,
                run < 0 ? " (warm-up)" : ""));
        if (run >= 0) {
          lab.figures().add(figure, perSecond);
        }
      }
    }
  }

  /// What a node pays for a ticket it has not seen before, and for one it has, in this process; and
  /// what the library takes for the signature alone.
  private static void checkTickets(Lab lab) throws Exception {
    List<ByteBuffer> tickets = new ArrayList<>();
    for (int i = 0; i < TICKETS; i++) {
      tickets.add(ByteBuffer.wrap(lab.ticket(lab.newDevice())));
    }
    SignatureFloor signatures = new SignatureFloor(TICKETS, SIGNED_BYTES);
    for (int run = -WARM_UPS; run < lab.runs(); run++) {
      TicketVerifier verifier = TicketVerifier.watching("local", lab.estate().ticketPublicKeys());
      double floor = signatures.microsecondsEach();
      double first = microsecondsEach(lab, verifier, tickets);
      double again = microsecondsEach(lab, verifier, tickets);
      if (run >= 0) {
        lab.figures().add("connect.signature_check.us", floor);
        lab.figures().add("connect.ticket_check.us", first);
        lab.figures().add("connect.ticket_check_to_signature", first / floor);
        lab.figures().add("connect.ticket_check_again.us", again);
        lab.step(
            String.format(
                Locale.ROOT,
                "a ticket is checked in %.1f µs, again in %.1f µs; its signature alone in %.1f µs",
                first,
                again,
                floor));
      }
    }
  }

  private static double microsecondsEach(Lab lab, TicketVerifier verifier, List<ByteBuffer> tickets)
      throws BenchFailedException {
    long began = System.nanoTime();
    for (ByteBuffer ticket : tickets) {
      lab.require(
          verifier.verify(ticket, lab.clock().instant()) instanceof TicketVerdict.Genuine,
          "a ticket was not genuine");
    }
    return (System.nanoTime() - began) / 1e3 / tickets.size();
  }

  private static double comeBack(Lab lab, int count, @Nullable SelfSigned tls) throws Exception {
    try (Swarm swarm = tls == null ? lab.newSwarm() : lab.newSwarm(tls)) {
      List<SwarmDevice> devices = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        DeviceAddress address = lab.newDevice();
        devices.add(swarm.add(address, lab.ticket(address)));
      }
      Duration took = swarm.reconnect(devices, OUTSTANDING, Lab.PATIENCE);
      lab.requireFaultless("connect", swarm.tally());
      return count / (took.toNanos() / 1e9);
    }
  }
}
