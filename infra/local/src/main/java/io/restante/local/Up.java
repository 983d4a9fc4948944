package io.restante.local;

import io.restante.local.child.ChildDiedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `./restante up`: runs the estate until Ctrl-C or SIGTERM, then stops it in order.
///
/// Exit status: 0 when it was told to stop, 1 when it could not start or one of its processes died,
/// 2 when the arguments make no sense.
public final class Up {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private final Terminal terminal = Terminal.ofProcess(this::fail);
  private final AtomicReference<@Nullable Estate> running = new AtomicReference<>();
  private final AtomicInteger status = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);

  private Up() {}

  /// Runs the estate.
  ///
  /// @param arguments see [UpOptions#HELP]
  public static void main(String[] arguments) throws InterruptedException {
    System.setProperty("log4j2.configurationFile", "restante-up-log4j2.xml");
    Path home = Path.of(System.getProperty("restante.home", ""));
    switch (UpOptions.parse(arguments, home)) {
      case UpOptions.Help() -> System.out.print(UpOptions.HELP);
      case UpOptions.Wrong(String message) -> {
        System.err.println("restante up: " + message + "\n\n" + UpOptions.HELP);
        System.exit(MISUSED);
      }
      case UpOptions.Start(EstateOptions estate) -> new Up().run(estate);
    }
  }

  private void run(EstateOptions options) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    long began = System.nanoTime();
    terminal.say("starting the estate in " + options.dataDirectory());
    try {
      running.set(Estate.start(options, terminal));
    } catch (EstateException | ChildDiedException e) {
      fail(e.getMessage() + remedy(e));
    }
    Estate estate = running.get();
    if (estate != null) {
      announce(estate, Duration.ofNanos(System.nanoTime() - began));
      AotTraining.inBackground(options);
    }
    end.await();
  }

  private void announce(Estate estate, Duration took) {
    String kafka = "Kafka " + estate.bootstrapServers();
    String seconds = String.format(Locale.ROOT, "   (%.1f s)", took.toMillis() / 1000.0);
    String gateways =
        estate.gatewayUris().stream().map(uri -> uri + "   ").collect(Collectors.joining());
    terminal.ready(gateways + kafka + seconds);
    terminal.say("");
    String where = whereFor(estate.dataDirectory());
    terminal.say("  try next, in another terminal:  ./restante demo" + where);
    if (estate.hasAccounts()) {
      terminal.say("  or chat, in two of them:        ./restante chat +15550001" + where);
      terminal.say("                                  ./restante chat +15550002" + where);
    }
    terminal.say("  logs:                           " + estate.dataDirectory().resolve("logs"));
    terminal.say("  stop:                           Ctrl-C");
    if (estate.hasAccounts()) {
      showCodes(estate.codeFile());
    }
  }

  private void showCodes(Path file) {
    try {
      new CodeWatch(file, (registration, code) -> terminal.say(codeLine(registration, code)))
          .follow();
    } catch (IOException e) {
      terminal.problem("codes of registration can't be shown: " + e.getMessage());
    }
  }

  /// Returns what commands have to be told of a directory that is not the usual one.
  private static String whereFor(Path data) {
    Path usual = UpOptions.usualData(Path.of(System.getProperty("restante.home", "")));
    return data.equals(usual.toAbsolutePath().normalize()) ? "" : " --data " + data;
  }

  static String codeLine(String registration, String code) {
    return "  code for registration " + CodeWatch.shortName(registration) + ":      " + code;
  }

  private static String remedy(RuntimeException problem) {
    if (problem instanceof PortTakenException taken) {
      return switch (taken.part()) {
        case KAFKA -> ". Choose another port with --kafka-port N";
        case CONTROLLER -> ". Choose another port with --controller-port N";
        case GATEWAY -> ". Choose another port with --port N";
        case API -> ". Choose another port with --api-port N";
        case OPS -> ". Choose another port with --ops-port N";
        case DIRECTORY -> ". Choose another port with --postgres-port N";
        case KEYS -> ". Choose another port with --cassandra-port N";
        case OBJECTS -> ". Choose another port with --s3-port N";
        case CONNECTORS -> ". Choose another port with --connectors-port N";
        case TOPOLOGIES -> ". Choose another port with --topologies-port N";
      };
    }
    if (problem instanceof DirectoryTakenException) {
      return ". Stop it there (Ctrl-C), or choose another directory with --data DIR";
    }
    return "";
  }

  private void fail(String message) {
    terminal.problem(message);
    status.set(FAILED);
    // From a thread of its own: exit waits for the hook, which may wait for this one.
    Thread.ofPlatform().name("exit").start(() -> System.exit(FAILED));
  }

  /// Runs as the shutdown hook. It ends the JVM itself, because after a signal the JVM's own status
  /// would tell of the signal, and to have stopped when told to is no failure.
  private void stop() {
    try {
      Estate estate = running.get();
      if (estate == null) {
        terminal.say(status.get() == 0 ? "stopped while starting" : "not started");
      } else {
        terminal.say("");
        estate.close();
        terminal.say("stopped; everything is kept in " + estate.dataDirectory());
      }
    } finally {
      System.out.flush();
      Runtime.getRuntime().halt(status.get());
    }
  }
}
