package io.restante.it.faults;

import io.restante.it.faults.Script.Act;
import io.restante.it.faults.Script.Cue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// Draws what happens in the groups of a round: who is in them, who comes, leaves, and is removed,
/// and who writes. Pure; used once.
///
/// Those who write one to one write to groups, too. One round in four has a group with many more,
/// who only listen. Most who write are members as far as the database says; now and then somebody
/// is not.
final class GroupScript {
  private static final int GROUPS_MOST = 3;
  private static final int LARGE_ONE_IN = 4;
  private static final int LISTENERS_LEAST = 8;
  private static final int LISTENERS_MOST = 24;
  private static final int PAUSE_MS_MOST = 60;
  private static final int CHANGE_ONE_IN = 8;
  private static final int STRANGER_ONE_IN = 12;
  private static final int LATE_MS_MOST = 1_200;
  private static final int BYTES_MOST = 600;

  private final RandomGenerator random;
  private final List<Integer> writers;
  private final int loadMs;
  private final List<Integer> people = new ArrayList<>();
  private final List<Set<Integer>> members = new ArrayList<>();
  private final List<Set<Integer>> everybody = new ArrayList<>();
  private final List<Cue> cues = new ArrayList<>();

  /// Begins.
  ///
  /// @param writers how many devices each of those has who write
  GroupScript(RandomGenerator random, List<Integer> writers, int loadMs) {
    this.random = random;
    this.writers = writers;
    this.loadMs = loadMs;
    people.addAll(writers);
  }

  /// What was drawn.
  ///
  /// @param people how many devices everybody has: those who write come first
  /// @param groups the people of each group when the round begins
  record Drawn(List<Integer> people, List<Set<Integer>> groups, List<Cue> cues) {
    /// Copies the collections.
    Drawn {
      people = List.copyOf(people);
      groups = groups.stream().map(Set::copyOf).toList();
      cues = List.copyOf(cues);
    }
  }

  Drawn draw() {
    int count = random.nextInt(1, GROUPS_MOST + 1);
    for (int group = 0; group < count; group++) {
      Set<Integer> near = new TreeSet<>();
      for (int person = 0; person < writers.size(); person++) {
        near.add(person);
      }
      everybody.add(near);
      Set<Integer> in = new TreeSet<>(near);
      in.removeIf(_ -> random.nextInt(4) == 0);
      in.add(random.nextInt(writers.size()));
      members.add(in);
    }
    if (random.nextInt(LARGE_ONE_IN) == 0) {
      addListeners(random.nextInt(LISTENERS_LEAST, LISTENERS_MOST + 1));
    }
    List<Set<Integer>> begin = members.stream().map(Set::copyOf).toList();
    int at = random.nextInt(PAUSE_MS_MOST);
    while (at < loadMs) {
      int group = random.nextInt(count);
      if (random.nextInt(CHANGE_ONE_IN) == 0) {
        change(group, at);
      } else {
        post(group, at);
      }
      at += random.nextInt(PAUSE_MS_MOST);
    }
    return new Drawn(people, begin, cues);
  }

  private void addListeners(int count) {
    for (int i = 0; i < count; i++) {
      int person = people.size();
      people.add(1);
      members.getFirst().add(person);
      everybody.getFirst().add(person);
      if (random.nextInt(4) > 0) {
        int at = random.nextInt(2) == 0 ? 0 : random.nextInt(loadMs);
        cues.add(new Cue(ms(at), firstDevice(person), new Act.Return()));
      }
    }
  }

  private void post(int group, int at) {
    List<Integer> in = new ArrayList<>(members.get(group));
    in.removeIf(person -> person >= writers.size());
    boolean isStranger = in.isEmpty() || random.nextInt(STRANGER_ONE_IN) == 0;
    int person = isStranger ? random.nextInt(writers.size()) : in.get(random.nextInt(in.size()));
    int bytes = random.nextInt(Content.BYTES_LEAST, BYTES_MOST);
    cues.add(new Cue(ms(at), device(person), new Act.Post(group, bytes)));
  }

  /// Somebody changes the group, which they may leave with that; one member is left at least.
  private void change(int group, int at) {
    List<Integer> in = new ArrayList<>(members.get(group));
    List<Integer> others = new ArrayList<>(everybody.get(group));
    others.removeAll(in);
    shuffle(in);
    shuffle(others);
    Set<Integer> going = new HashSet<>(in.subList(0, Math.min(in.size() - 1, random.nextInt(3))));
    Set<Integer> coming =
        new HashSet<>(others.subList(0, Math.min(others.size(), random.nextInt(3))));
    if (going.isEmpty() && coming.isEmpty()) {
      return; // The title, or the like: nobody here would see that.
    }
    int maker = in.get(random.nextInt(in.size()));
    members.get(group).removeAll(going);
    members.get(group).addAll(coming);
    int late = random.nextInt(3) == 0 ? random.nextInt(LATE_MS_MOST) : random.nextInt(50);
    boolean isRepeated = random.nextInt(6) == 0;
    Act change = new Act.Change(group, coming, going, ms(late), isRepeated);
    cues.add(new Cue(ms(at), device(maker), change));
  }

  private void shuffle(List<Integer> list) {
    Collections.shuffle(list, Random.from(random));
  }

  /// Draws one of a person's devices.
  private int device(int person) {
    return firstDevice(person) + random.nextInt(people.get(person));
  }

  private int firstDevice(int person) {
    return people.subList(0, person).stream().mapToInt(Integer::intValue).sum();
  }

  private static Duration ms(int ms) {
    return Duration.ofMillis(ms);
  }
}
