package io.restante.it.faults;

import io.restante.it.faults.Script.Act;
import io.restante.it.faults.Script.Blow;
import io.restante.it.faults.Script.Cue;
import io.restante.it.proxy.Direction;
import io.restante.it.proxy.Weather;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Draws scripts: the same for the same seed, round and estate. Pure.
///
/// Harm to brokers and to what is between them is done one after the other, so that a majority is
/// left. Where there is only one broker, so is all harm to processes, since a node that starts
/// needs it; else each node, and each process of the topologies, has a strand of its own. Harm to
/// other networks, disks and clocks falls anywhere. Now and then a round is nothing but a rolling
/// restart of all nodes under load.
final class Scriptwriter {
  private static final int LOAD_MS = 2_000;
  private static final int LOAD_MS_OF_SEVERAL = 3_000;
  private static final int RESTART_MS = 3_500;
  private static final int ROLLING_ONE_IN = 12;
  private static final int PEOPLE_LEAST = 3;
  private static final int PEOPLE_MOST = 5;
  private static final int DEVICES_MOST = 2;
  private static final int PAUSE_MS_MOST = 80;
  private static final int LARGE_BYTES = 30_000;
  private static final int SMALL_BYTES = 600;
  private static final int BLOWS_MOST = 3;
  private static final int CLOCK_MINUTES_MOST = 20;

  /// How long after a process has been started again the next one is harmed.
  private static final int RECOVERY_MS = 300;

  /// Harm that leaves no room for more of its kind.
  private static final int FIRST_STRAND = 0;

  private final RandomGenerator random;
  private final Cast cast;
  private final boolean isRolling;
  private final int loadMs;

  private Scriptwriter(RandomGenerator random, Cast cast) {
    this.random = random;
    this.cast = cast;
    this.isRolling =
        cast.kinds().contains(Harm.Kind.ROLLING_RESTART) && random.nextInt(ROLLING_ONE_IN) == 0;
    this.loadMs =
        isRolling ? RESTART_MS * cast.nodes() : cast.nodes() > 1 ? LOAD_MS_OF_SEVERAL : LOAD_MS;
  }

  /// What there is to be harmed.
  ///
  /// @param hasGroups whether people write to groups
  /// @param kinds what can be done on this machine
  record Cast(Size size, boolean hasGroups, Set<Harm.Kind> kinds) {
    /// Copies the set.
    Cast {
      kinds = Set.copyOf(kinds);
    }

    private int nodes() {
      return size.nodes();
    }

    private int brokers() {
      return size.brokers();
    }
  }

  /// Returns the script of a round.
  ///
  /// @param round 1 or more
  static Script write(long seed, int round, Cast cast) {
    // Rounds of neighbouring seeds are other rounds.
    long mixed = new SplittableRandom(seed).nextLong() + round;
    return new Scriptwriter(new SplittableRandom(mixed), cast).write();
  }

  private Script write() {
    List<Integer> people = new ArrayList<>();
    int count = random.nextInt(PEOPLE_LEAST, PEOPLE_MOST + 1);
    for (int i = 0; i < count; i++) {
      people.add(random.nextInt(1, DEVICES_MOST + 1));
    }
    int devices = people.stream().mapToInt(Integer::intValue).sum();
    List<Cue> cues = new ArrayList<>();
    for (int device = 0; device < devices; device++) {
      cue(cues, device, person(people, device), count);
    }
    List<Blow> blows = isRolling ? restarts() : blows();
    long seed = random.nextLong();
    GroupScript.Drawn drawn = new GroupScript.Drawn(people, List.of(), List.of());
    if (cast.hasGroups()) {
      drawn = new GroupScript(new SplittableRandom(seed), people, loadMs).draw();
      cues.addAll(drawn.cues());
    }
    cues.sort(Comparator.comparing(Cue::at));
    return new Script(drawn.people(), drawn.groups(), cues, blows, seed);
  }

  private static int person(List<Integer> people, int device) {
    int person = 0;
    int first = 0;
    while (first + people.get(person) <= device) {
      first += people.get(person);
      person++;
    }
    return person;
  }

  private void cue(List<Cue> cues, int device, int person, int people) {
    int[] friends = {other(person, people), other(person, people)};
    int at = random.nextInt(PAUSE_MS_MOST);
    boolean isAway = random.nextInt(4) == 0;
    if (!isAway) {
      cues.add(new Cue(Duration.ZERO, device, new Act.Return()));
    }
    while (at < loadMs) {
      switch (random.nextInt(40)) {
        case 0, 1 -> {
          cues.add(new Cue(ms(at), device, isAway ? new Act.Return() : new Act.Leave()));
          isAway = !isAway;
        }
        case 2 -> cues.add(new Cue(ms(at), device, new Act.Break()));
        case 3 -> cues.add(new Cue(ms(at), device, new Act.Forget()));
        default ->
            cues.add(new Cue(ms(at), device, new Act.Send(friends[random.nextInt(2)], bytes())));
      }
      at += random.nextInt(PAUSE_MS_MOST);
    }
  }

  /// Draws another one of several; the same when there is only one.
  private int other(int one, int several) {
    return several == 1 ? one : (one + random.nextInt(1, several)) % several;
  }

  private int bytes() {
    return random.nextInt(30) == 0
        ? random.nextInt(SMALL_BYTES, LARGE_BYTES)
        : random.nextInt(Content.BYTES_LEAST, SMALL_BYTES);
  }

  private List<Blow> blows() {
    List<Blow> blows = new ArrayList<>();
    List<Harm.Kind> kinds =
        cast.kinds().stream().filter(kind -> kind != Harm.Kind.ROLLING_RESTART).sorted().toList();
    int count = random.nextInt(1, BLOWS_MOST + 1);
    Map<Integer, Integer> freeAt = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Harm harm = harm(kinds.get(random.nextInt(kinds.size())));
      int lasts = lasts(harm);
      int strand = strand(harm, i);
      int at = Math.max(random.nextInt(100, loadMs - 500), freeAt.getOrDefault(strand, 0));
      freeAt.put(strand, at + lasts + RECOVERY_MS);
      blows.add(new Blow(ms(at), ms(lasts), harm, strand));
    }
    blows.sort(Comparator.comparing(Blow::at));
    return blows;
  }

  /// Stops and starts every node, one when the one before it serves again.
  private List<Blow> restarts() {
    List<Blow> blows = new ArrayList<>();
    for (int node = 0; node < cast.nodes(); node++) {
      Harm restart = new Harm.ToNode(Harm.Blight.RESTARTED, node);
      blows.add(new Blow(ms(RECOVERY_MS * (node + 1)), Duration.ZERO, restart, FIRST_STRAND));
    }
    return blows;
  }

  /// Returns the strand of the round's `i`th harm.
  private int strand(Harm harm, int i) {
    if (isToCluster(harm)) {
      return FIRST_STRAND;
    }
    if (harm instanceof Harm.ToNode(var blight, int node) && blight != Harm.Blight.DISK_FULL) {
      return cast.brokers() == 1 ? FIRST_STRAND : FIRST_STRAND + 1 + node;
    }
    if (harm instanceof Harm.ToTopologies(var _, int process)) {
      int own = FIRST_STRAND + 1 + cast.nodes() + process;
      return cast.brokers() == 1 ? FIRST_STRAND : own;
    }
    return FIRST_STRAND + 1 + cast.nodes() + cast.size().topologies() + i;
  }

  /// Whether harm may keep the fan-out from knowing what it knew.
  static boolean isToFanOut(Harm harm) {
    return harm instanceof Harm.ToTopologies || isToCluster(harm);
  }

  /// Whether harm keeps a broker from serving, or from the others.
  static boolean isToCluster(Harm harm) {
    return switch (harm.kind()) {
      case BROKER_KILLED, BROKER_PAUSED, CLUSTER_WEATHER, CLUSTER_CUT -> true;
      case NODE_KILLED,
          NODE_STOPPED,
          ROLLING_RESTART,
          NODE_PAUSED,
          INDEX_LOST,
          DISK_FULL,
          CLOCK_JUMPED,
          DEVICE_WEATHER,
          DEVICES_CUT,
          DEVICES_HALF_OPEN,
          LOG_WEATHER,
          LOG_CUT,
          TOPOLOGIES_KILLED,
          TOPOLOGIES_STOPPED,
          TOPOLOGIES_PAUSED,
          STORES_LOST ->
          false;
    };
  }

  private Harm harm(Harm.Kind kind) {
    int node = random.nextInt(cast.nodes());
    int broker = random.nextInt(cast.brokers());
    Harm.Link.ToNode devices = new Harm.Link.ToNode(node);
    Harm.Link log = new Harm.Link.ToLog(node, broker);
    Harm.Link cluster = new Harm.Link.WithinLog(broker, other(broker, cast.brokers()));
    return switch (kind) {
      case NODE_KILLED -> new Harm.ToNode(Harm.Blight.KILLED, node);
      case NODE_STOPPED -> new Harm.ToNode(Harm.Blight.STOPPED, node);
      case ROLLING_RESTART -> new Harm.ToNode(Harm.Blight.RESTARTED, node);
      case NODE_PAUSED -> new Harm.ToNode(Harm.Blight.PAUSED, node);
      case INDEX_LOST -> new Harm.ToNode(Harm.Blight.INDEX_LOST, node);
      case DISK_FULL -> new Harm.ToNode(Harm.Blight.DISK_FULL, node);
      case CLOCK_JUMPED -> {
        int minutes = random.nextInt(1, CLOCK_MINUTES_MOST);
        yield new Harm.ClockJump(
            node, Duration.ofMinutes(random.nextBoolean() ? minutes : -minutes));
      }
      case BROKER_KILLED -> new Harm.ToBroker(broker, true);
      case BROKER_PAUSED -> new Harm.ToBroker(broker, false);
      case DEVICE_WEATHER -> new Harm.BadWeather(devices, direction(), weather(2_000));
      case DEVICES_CUT -> new Harm.Cut(devices);
      case DEVICES_HALF_OPEN -> new Harm.HalfOpen(devices, direction());
      case LOG_WEATHER -> new Harm.BadWeather(log, direction(), weather(20_000));
      case LOG_CUT -> new Harm.Cut(log);
      case CLUSTER_WEATHER -> new Harm.BadWeather(cluster, direction(), weather(20_000));
      case CLUSTER_CUT -> new Harm.Cut(cluster);
      case TOPOLOGIES_KILLED -> toTopologies(Harm.Trouble.KILLED);
      case TOPOLOGIES_STOPPED -> toTopologies(Harm.Trouble.STOPPED);
      case TOPOLOGIES_PAUSED -> toTopologies(Harm.Trouble.PAUSED);
      case STORES_LOST -> toTopologies(Harm.Trouble.STORES_LOST);
    };
  }

  private Harm toTopologies(Harm.Trouble trouble) {
    return new Harm.ToTopologies(trouble, random.nextInt(cast.size().topologies()));
  }

  private Direction direction() {
    return random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
  }

  private Weather weather(int slowest) {
    return switch (random.nextInt(3)) {
      case 0 -> Weather.BLACK_HOLE;
      case 1 -> Weather.slow(random.nextInt(slowest, 10 * slowest));
      default -> Weather.late(ms(random.nextInt(5, 150)), ms(random.nextInt(100)));
    };
  }

  private int lasts(Harm harm) {
    return switch (harm.kind()) {
      // Now and then longer than the group, or the controller, waits for somebody: others take
      // over.
      case NODE_KILLED, NODE_STOPPED, INDEX_LOST -> absence(cast.nodes());
      case TOPOLOGIES_KILLED, TOPOLOGIES_STOPPED, STORES_LOST -> absence(cast.size().topologies());
      case BROKER_KILLED -> absence(cast.brokers());
      case ROLLING_RESTART -> 0;
      case NODE_PAUSED, BROKER_PAUSED, TOPOLOGIES_PAUSED, LOG_WEATHER, CLUSTER_WEATHER ->
          random.nextInt(5) == 0 ? random.nextInt(3_000, 4_500) : random.nextInt(50, 1_500);
      case DISK_FULL, CLOCK_JUMPED, DEVICE_WEATHER, DEVICES_HALF_OPEN -> random.nextInt(200, 1_500);
      case DEVICES_CUT, LOG_CUT, CLUSTER_CUT -> random.nextInt(1, 300);
    };
  }

  private int absence(int several) {
    return several > 1 && random.nextInt(3) == 0
        ? random.nextInt(2_500, 4_500)
        : random.nextInt(10, 500);
  }

  private static Duration ms(int ms) {
    return Duration.ofMillis(ms);
  }
}
