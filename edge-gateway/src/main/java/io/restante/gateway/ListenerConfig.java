package io.restante.gateway;

import io.restante.gateway.listener.ListenerSettings;
import io.restante.gateway.listener.PollLimits;
import io.restante.gateway.listener.SocketLimits;
import io.restante.gateway.listener.Transport;
import io.restante.gateway.session.SessionLimits;
import java.net.InetSocketAddress;
import java.time.Duration;

/// Reads the settings of the listener. The limits of a socket: `RESTANTE_FRAME_BYTES_MAX`,
/// `RESTANTE_HANDSHAKE_TIMEOUT`, `RESTANTE_UNWRITABLE_TIMEOUT`, `RESTANTE_CLOSE_TIMEOUT`,
/// `RESTANTE_WRITE_BYTES_LOW`, `RESTANTE_WRITE_BYTES_HIGH`; of a connection:
/// `RESTANTE_HELLO_TIMEOUT`, `RESTANTE_IDLE_TIMEOUT`, `RESTANTE_SEND_WINDOW`,
/// `RESTANTE_SENDS_PER_SECOND`, `RESTANTE_SEND_BURST`, `RESTANTE_REFUSALS_IN_ROW`; of long polling:
/// `RESTANTE_POLL_HOLD`, `RESTANTE_POLL_IDLE_TIMEOUT`. Their defaults are [SocketLimits#DEFAULT],
/// [SessionLimits#DEFAULT] and [PollLimits#DEFAULT].
final class ListenerConfig {
  private static final int PORT_MAX = 65_535;
  private static final int RATE_MAX = 1_000_000;
  private static final Duration DAY = Duration.ofDays(1);

  private ListenerConfig() {}

  static ListenerSettings read(Environment from) {
    return new ListenerSettings(
        new InetSocketAddress(
            from.address("LISTEN_ADDRESS", "127.0.0.1"),
            from.number("LISTEN_PORT", 8480, 0, PORT_MAX)),
        from.choice("TRANSPORT", Transport.EPOLL, Transport.class),
        from.threads("EVENT_LOOPS"),
        from.number("CONNECTIONS_MAX", ListenerSettings.CONNECTIONS_MAX_DEFAULT, 1, 10_000_000),
        socket(from),
        session(from),
        new PollLimits(
            from.duration("POLL_HOLD", PollLimits.DEFAULT.hold(), DAY),
            from.duration("POLL_IDLE_TIMEOUT", PollLimits.DEFAULT.idleTimeout(), DAY)));
  }

  private static SocketLimits socket(Environment from) {
    SocketLimits usual = SocketLimits.DEFAULT;
    return new SocketLimits(
        from.number("FRAME_BYTES_MAX", usual.frameBytesMax(), 1_024, 16 << 20),
        from.duration("HANDSHAKE_TIMEOUT", usual.handshakeTimeout(), DAY),
        from.duration("UNWRITABLE_TIMEOUT", usual.unwritableTimeout(), DAY),
        from.duration("CLOSE_TIMEOUT", usual.closeTimeout(), DAY),
        from.number("WRITE_BYTES_LOW", usual.writeBytesLow(), 1, 64 << 20),
        from.number("WRITE_BYTES_HIGH", usual.writeBytesHigh(), 1, 64 << 20));
  }

  private static SessionLimits session(Environment from) {
    SessionLimits usual = SessionLimits.DEFAULT;
    return new SessionLimits(
        from.duration("HELLO_TIMEOUT", usual.helloTimeout(), DAY),
        from.duration("IDLE_TIMEOUT", usual.idleTimeout(), DAY),
        from.number("SEND_WINDOW", usual.sendWindow(), 1, 65_536),
        from.number("SENDS_PER_SECOND", usual.sendsPerSecond(), 1, RATE_MAX),
        from.number("SEND_BURST", usual.sendBurst(), 1, RATE_MAX),
        from.number("REFUSALS_IN_ROW", usual.refusalsInRowMax(), 1, RATE_MAX));
  }
}
