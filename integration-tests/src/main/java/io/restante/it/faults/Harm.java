package io.restante.it.faults;

import io.restante.it.proxy.Direction;
import io.restante.it.proxy.Weather;
import java.time.Duration;

/// Something bad that begins, lasts for a while and is then over. Immutable.
///
/// Nodes, brokers and processes of the topologies are numbered from 0.
sealed interface Harm {
  /// Returns its kind, for counting.
  Kind kind();

  /// The kinds of harm.
  enum Kind {
    /// `kill -9` of a node, started again afterwards.
    NODE_KILLED,
    /// A node is stopped in order, and started again afterwards.
    NODE_STOPPED,
    /// Each node in turn is stopped in order and started again.
    ROLLING_RESTART,
    /// SIGSTOP of a node, then SIGCONT.
    NODE_PAUSED,
    /// `kill -9` of a node whose index is gone when it is started again.
    INDEX_LOST,
    /// A node cannot write to its disk.
    DISK_FULL,
    /// A node's clock jumps, and jumps back.
    CLOCK_JUMPED,
    /// `kill -9` of a broker, started again afterwards.
    BROKER_KILLED,
    /// SIGSTOP of a broker, then SIGCONT.
    BROKER_PAUSED,
    /// Bad weather between devices and a node.
    DEVICE_WEATHER,
    /// All connections between devices and a node are reset.
    DEVICES_CUT,
    /// All connections between devices and a node are half-open.
    DEVICES_HALF_OPEN,
    /// Bad weather between a node and a broker.
    LOG_WEATHER,
    /// All connections between a node and a broker are reset.
    LOG_CUT,
    /// Bad weather between two brokers.
    CLUSTER_WEATHER,
    /// All connections of a broker to another are reset.
    CLUSTER_CUT,
    /// `kill -9` of a process of the topologies, started again afterwards.
    TOPOLOGIES_KILLED,
    /// A process of the topologies is stopped in order, and started again afterwards.
    TOPOLOGIES_STOPPED,
    /// SIGSTOP of a process of the topologies, then SIGCONT.
    TOPOLOGIES_PAUSED,
    /// `kill -9` of a process of the topologies whose stores are gone when it is started again.
    STORES_LOST
  }

  /// What can be done to the process of a node.
  enum Blight {
    /// `kill -9`, started again afterwards.
    KILLED(Kind.NODE_KILLED, "kill -9 of"),
    /// Stopped in order, started again afterwards.
    STOPPED(Kind.NODE_STOPPED, "stop of"),
    /// Stopped in order and started again at once, when its turn comes.
    RESTARTED(Kind.ROLLING_RESTART, "restart in order of"),
    /// SIGSTOP, then SIGCONT.
    PAUSED(Kind.NODE_PAUSED, "SIGSTOP of"),
    /// `kill -9`, and no index when it is started again.
    INDEX_LOST(Kind.INDEX_LOST, "kill -9 and loss of the index of"),
    /// Every write to a file fails.
    DISK_FULL(Kind.DISK_FULL, "disk full for");

    private final Kind kind;
    private final String label;

    Blight(Kind kind, String label) {
      this.kind = kind;
      this.label = label;
    }
  }

  /// What can be done to a process of the topologies.
  enum Trouble {
    /// `kill -9`, started again afterwards.
    KILLED(Kind.TOPOLOGIES_KILLED, "kill -9 of"),
    /// Stopped in order, started again afterwards.
    STOPPED(Kind.TOPOLOGIES_STOPPED, "stop of"),
    /// SIGSTOP, then SIGCONT.
    PAUSED(Kind.TOPOLOGIES_PAUSED, "SIGSTOP of"),
    /// `kill -9`, and no stores when it is started again.
    STORES_LOST(Kind.STORES_LOST, "kill -9 and loss of the stores of");

    private final Kind kind;
    private final String label;

    Trouble(Kind kind, String label) {
      this.kind = kind;
      this.label = label;
    }
  }

  /// Harm to a process of the topologies.
  record ToTopologies(Trouble trouble, int process) implements Harm {
    @Override
    public Kind kind() {
      return trouble.kind;
    }

    @Override
    public String toString() {
      return trouble.label + " topologies " + process;
    }
  }

  /// Harm to the process of a node.
  record ToNode(Blight blight, int node) implements Harm {
    @Override
    public Kind kind() {
      return blight.kind;
    }

    @Override
    public String toString() {
      return blight.label + " node " + node;
    }
  }

  /// A node's clock goes wrong by some time.
  record ClockJump(int node, Duration by) implements Harm {
    @Override
    public Kind kind() {
      return Kind.CLOCK_JUMPED;
    }

    @Override
    public String toString() {
      return "clock of node " + node + " wrong by " + by;
    }
  }

  /// Harm to the process of a broker.
  ///
  /// @param isKilled whether it is killed, else it is paused
  record ToBroker(int broker, boolean isKilled) implements Harm {
    @Override
    public Kind kind() {
      return isKilled ? Kind.BROKER_KILLED : Kind.BROKER_PAUSED;
    }

    @Override
    public String toString() {
      return (isKilled ? "kill -9 of broker " : "SIGSTOP of broker ") + broker;
    }
  }

  /// Bad weather one way.
  ///
  /// @param link whose connections
  record BadWeather(Link link, Direction direction, Weather weather) implements Harm {
    @Override
    public Kind kind() {
      return switch (link) {
        case Link.ToNode _ -> Kind.DEVICE_WEATHER;
        case Link.ToLog _ -> Kind.LOG_WEATHER;
        case Link.WithinLog _ -> Kind.CLUSTER_WEATHER;
      };
    }

    @Override
    public String toString() {
      return describe(weather) + " " + link.towards(direction);
    }

    private static String describe(Weather weather) {
      if (weather.isBlackHole()) {
        return "black hole";
      }
      return weather.bytesPerSecond() > 0
          ? weather.bytesPerSecond() + " bytes/s"
          : "latency of "
              + weather.latency().toMillis()
              + " to "
              + weather.latency().plus(weather.jitter()).toMillis()
              + " ms";
    }
  }

  /// Every connection is reset, and new ones are refused for a while.
  record Cut(Link link) implements Harm {
    @Override
    public Kind kind() {
      return switch (link) {
        case Link.ToNode _ -> Kind.DEVICES_CUT;
        case Link.ToLog _ -> Kind.LOG_CUT;
        case Link.WithinLog _ -> Kind.CLUSTER_CUT;
      };
    }

    @Override
    public String toString() {
      return "no connection " + link.towards(Direction.TO_SERVER);
    }
  }

  /// Every connection of devices to a node is half-open: one side believes in it, the other does
  /// not know it.
  ///
  /// @param left who receives in this direction is left alone
  record HalfOpen(Link.ToNode link, Direction left) implements Harm {
    @Override
    public Kind kind() {
      return Kind.DEVICES_HALF_OPEN;
    }

    @Override
    public String toString() {
      String who = left == Direction.TO_CLIENT ? "devices" : "the node";
      return "half-open, only " + who + " left, " + link.towards(Direction.TO_SERVER);
    }
  }

  /// The connections that go through one proxy.
  sealed interface Link {
    /// Devices' to a node.
    record ToNode(int node) implements Link {}

    /// A node's to a broker.
    record ToLog(int node, int broker) implements Link {}

    /// A broker's to another.
    record WithinLog(int from, int to) implements Link {}

    /// Returns the way that bytes go, in words.
    default String towards(Direction direction) {
      String client =
          switch (this) {
            case ToNode _ -> "devices";
            case ToLog(int node, int _) -> "node " + node;
            case WithinLog(int from, int _) -> "broker " + from;
          };
      String server =
          switch (this) {
            case ToNode(int node) -> "node " + node;
            case ToLog(int _, int broker) -> "broker " + broker;
            case WithinLog(int _, int to) -> "broker " + to;
          };
      return direction == Direction.TO_SERVER
          ? "from " + client + " to " + server
          : "from " + server + " to " + client;
    }
  }
}
