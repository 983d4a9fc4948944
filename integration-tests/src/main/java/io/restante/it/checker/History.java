package io.restante.it.checker;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/// Everything that happened, in order of time, and what people are called. Thread-safe.
///
/// Holds it all in memory: some 200 bytes an event.
public final class History {
  private final LongSupplier nanos;
  private final Map<UserId, String> names = new ConcurrentHashMap<>();
  private final Map<GroupId, String> groups = new ConcurrentHashMap<>();

  // guarded by this
  private final List<Event> events = new ArrayList<>();

  /// Creates a history of nothing.
  ///
  /// @param nanos a clock that only goes forward
  public History(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// Says what a user is called in stories.
  public void name(UserId user, String name) {
    names.put(user, name);
  }

  /// Says what a group is called in stories.
  public void name(GroupId group, String name) {
    groups.put(group, name);
  }

  /// Returns what a group is called.
  String name(GroupId group) {
    return groups.getOrDefault(group, group.toString());
  }

  /// Returns what a user is called.
  String name(UserId user) {
    return names.getOrDefault(user, user.toString());
  }

  /// Returns what a device is called.
  String name(DeviceAddress device) {
    return name(device.user()) + "/" + device.device();
  }

  /// Returns what whoever a conversation is with is called.
  String peer(Conversation of) {
    return of.isGroup() ? name(of.group()) : name(of.user());
  }

  /// Adds what happens now.
  ///
  /// @param event given the time
  public synchronized void add(LongFunction<? extends Event> event) {
    events.add(event.apply(nanos.getAsLong()));
  }

  /// Returns everything up to now.
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }
}
