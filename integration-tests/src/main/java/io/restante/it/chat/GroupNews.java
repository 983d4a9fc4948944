package io.restante.it.chat;

import io.restante.contract.GroupId;
import io.restante.it.account.GroupService.Member;
import io.restante.it.account.KnownGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What groups are called here, and what is said when one changes. Whoever calls holds the vault.
final class GroupNews {
  private static final int SHORT_ID_CHARS = 8;

  private final Notebook notes;
  private final Function<UUID, String> people;
  private final UUID self;

  /// Creates the teller of news.
  ///
  /// @param people what users are called here
  GroupNews(Notebook notes, Function<UUID, String> people, UUID self) {
    this.notes = notes;
    this.people = people;
    this.self = self;
  }

  /// Returns what a group is called here.
  String nameOf(UUID group) {
    return Optional.ofNullable(notes.groupNames().get(group)).orElseGet(() -> shortId(group));
  }

  /// Finds a group by what it is called here.
  Optional<Talk.In> find(String name) {
    List<Talk.In> found = new ArrayList<>();
    notes
        .groupNames()
        .forEach(
            (group, called) -> {
              if (called.equalsIgnoreCase(name)) {
                found.add(new Talk.In(group, called));
              }
            });
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /// Notes a change.
  ///
  /// @return what there is to say about it
  List<Line> changed(@Nullable KnownGroup before, KnownGroup now) {
    String was = nameOf(now.group());
    String name = freeName(now);
    notes.putGroupName(now.group(), name);
    List<Line> lines = new ArrayList<>();
    if (before == null || before.hasLeft()) {
      lines.add(new Line.Note("You are in the group " + name + " with " + others(now) + "."));
      return lines;
    }
    if (!was.equals(name)) {
      lines.add(new Line.Note(was + " is called " + name + "."));
    }
    Set<UUID> old = users(before);
    Set<UUID> present = users(now);
    for (UUID user : present) {
      if (!old.contains(user)) {
        lines.add(new Line.Note(people.apply(user) + " has come to " + name + "."));
      }
    }
    for (UUID user : old) {
      if (!present.contains(user)) {
        lines.add(new Line.Warning(people.apply(user) + " is not in " + name + " any more"));
      }
    }
    return lines;
  }

  /// Says that this user is in a group no more.
  Line left(KnownGroup before) {
    return new Line.Warning("you are not in " + nameOf(before.group()) + " any more");
  }

  private String others(KnownGroup group) {
    List<String> names = new ArrayList<>();
    for (Member member : group.members()) {
      if (!member.user().equals(self)) {
        names.add(people.apply(member.user()));
      }
    }
    return names.isEmpty() ? "nobody else" : String.join(", ", names);
  }

  /// Returns the title, made different from those of other groups.
  private String freeName(KnownGroup group) {
    String title = group.title().filter(text -> !text.isBlank()).orElse("");
    if (title.isEmpty()) {
      return nameOf(group.group());
    }
    Map<UUID, String> names = notes.groupNames();
    boolean isTaken =
        names.entrySet().stream()
            .anyMatch(
                entry ->
                    !entry.getKey().equals(group.group())
                        && entry.getValue().equalsIgnoreCase(title));
    return isTaken ? title + " " + shortId(group.group()) : title;
  }

  private static Set<UUID> users(KnownGroup group) {
    Set<UUID> users = new HashSet<>();
    group.members().forEach(member -> users.add(member.user()));
    return users;
  }

  static UUID uuid(GroupId group) {
    return new UUID(group.high(), group.low());
  }

  private static String shortId(UUID group) {
    String id = group.toString();
    return "group-" + id.substring(id.length() - SHORT_ID_CHARS);
  }
}
