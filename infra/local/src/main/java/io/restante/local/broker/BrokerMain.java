package io.restante.local.broker;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/// Runs one Kafka broker, which is a controller too, until it is told to stop.
///
/// Arguments: data directory, which broker it is of how many (`1/3`), host, port, then any number
/// of settings `name=value`. It prints `ready <host>:<port>` on standard output once it serves.
/// SIGTERM stops it in order. When its standard input closes, whoever started it is gone, and it
/// halts at once: what was accepted is with the kernel, and the next start recovers it as it would
/// after `kill -9`.
public final class BrokerMain {
  private static final int FIXED_ARGUMENTS = 4;

  private BrokerMain() {}

  /// Starts the broker and returns when it has stopped.
  ///
  /// @param arguments data directory, number, host, port, settings
  public static void main(String[] arguments) throws Exception {
    if (arguments.length < FIXED_ARGUMENTS) {
      System.err.println("usage: BrokerMain DATA-DIRECTORY N/M HOST PORT [SETTING=VALUE ...]");
      System.exit(2);
    }
    haltWhenClosed(System.in);
    String[] number = arguments[1].split("/", 2);
    BrokerDirectory directory =
        new BrokerDirectory(
            Path.of(arguments[0]).toAbsolutePath(),
            Integer.parseInt(number[0]),
            Integer.parseInt(number[1]));
    String host = arguments[2];
    int port = Integer.parseInt(arguments[3]);
    directory.formatIfNew(System.out);
    BrokerSettings settings =
        new BrokerSettings(directory, host, port, freePort(host), overlay(arguments));
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(settings.toProperties(), false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
    server.startup();
    System.out.println("ready " + host + ":" + port);
    server.awaitShutdown();
  }

  private static Map<String, String> overlay(String[] arguments) {
    Map<String, String> overlay = new LinkedHashMap<>();
    for (String setting : List.of(arguments).subList(FIXED_ARGUMENTS, arguments.length)) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(setting + ": no setting (expected: name=value)");
      }
      overlay.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return overlay;
  }

  private static int freePort(String host) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    }
  }

  private static void haltWhenClosed(InputStream in) {
    Thread.ofPlatform()
        .name("parent-watch")
        .daemon()
        .start(
            () -> {
              try {
                while (in.read() >= 0) {
                  // The parent says nothing; only the end of the stream matters.
                }
              } catch (IOException e) {
                System.out.println("standard input broke: " + e.getMessage());
              }
              Runtime.getRuntime().halt(1);
            });
  }
}
