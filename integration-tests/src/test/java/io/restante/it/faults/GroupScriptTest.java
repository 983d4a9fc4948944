package io.restante.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.it.faults.Script.Act;
import io.restante.it.faults.Script.Cue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class GroupScriptTest {
  @Test
  void whoComesWasNotThereAndWhoGoesWasAndSomebodyIsLeft() {
    for (Script script : scripts(true)) {
      List<Set<Integer>> members = new ArrayList<>(script.groups().stream().toList());
      members.replaceAll(HashSet::new);
      for (Cue cue : script.cues()) {
        if (cue.act() instanceof Act.Change(int group, var coming, var going, var _, var _)) {
          Set<Integer> in = members.get(group);
          assertThat(in).containsAll(going);
          assertThat(coming).noneMatch(in::contains);
          assertThat(in).contains(person(script, cue.device()));
          in.removeAll(going);
          in.addAll(coming);
          assertThat(in).isNotEmpty();
        }
      }
    }
  }

  @Test
  void membersWriteAndNowAndThenStrangers() {
    int posts = 0;
    int strange = 0;
    for (Script script : scripts(true)) {
      List<Set<Integer>> members = new ArrayList<>(script.groups().stream().toList());
      members.replaceAll(HashSet::new);
      for (Cue cue : script.cues()) {
        switch (cue.act()) {
          case Act.Post(int group, int _) -> {
            posts++;
            strange += members.get(group).contains(person(script, cue.device())) ? 0 : 1;
          }
          case Act.Change(int group, var coming, var going, var _, var _) -> {
            members.get(group).removeAll(going);
            members.get(group).addAll(coming);
          }
          case Act.Send _, Act.Leave _, Act.Return _, Act.Break _, Act.Forget _ -> {}
        }
      }
    }

    assertThat(strange).isBetween(posts / 100, posts / 5);
  }

  @Test
  void someRoundsHaveALargeGroup() {
    assertThat(scripts(true))
        .anyMatch(script -> script.groups().getFirst().size() > 10)
        .anyMatch(script -> script.people().size() <= 5);
  }

  @Test
  void withoutGroupsTheRestIsTheSame() {
    List<Script> with = scripts(true);
    List<Script> without = scripts(false);
    for (int i = 0; i < with.size(); i++) {
      Script script = without.get(i);
      assertThat(script.groups()).isEmpty();
      assertThat(script.blows()).isEqualTo(with.get(i).blows());
      assertThat(with.get(i).cues()).containsAll(script.cues());
    }
  }

  private static int person(Script script, int device) {
    int person = 0;
    int left = device;
    while (left >= script.people().get(person)) {
      left -= script.people().get(person);
      person++;
    }
    return person;
  }

  private static List<Script> scripts(boolean hasGroups) {
    Scriptwriter.Cast cast =
        new Scriptwriter.Cast(new Size(2, 1), hasGroups, EnumSet.of(Harm.Kind.NODE_KILLED));
    return IntStream.rangeClosed(1, 100)
        .mapToObj(round -> Scriptwriter.write(1, round, cast))
        .toList();
  }
}
