package io.restante.connectors;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Reads settings from environment variables, all beginning with `RESTANTE_`, and remembers which
/// there are.
///
/// Errors name the variable, what it holds and what it should. Not thread-safe.
final class Environment {
  private static final String PREFIX = "RESTANTE_";
  private static final String REQUIRED = "must be set";

  private final Map<String, String> variables;
  private final Map<String, Setting> known = new LinkedHashMap<>();

  Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  String text(Setting setting) {
    known.put(setting.name(), setting);
    String value = variables.get(setting.name());
    if (value != null && !value.isBlank()) {
      return value.strip();
    }
    if (setting.otherwise().equals(REQUIRED)) {
      throw new IllegalArgumentException(
          setting.name() + ": not set (expected: " + setting.bounds() + ")");
    }
    return setting.otherwise();
  }

  /// Returns a text that must be set.
  String required(String name, String meaning, String bounds) {
    return text(new Setting(PREFIX + name, meaning, bounds, REQUIRED));
  }

  /// Returns addresses, unresolved; none when nothing is set.
  List<InetSocketAddress> addresses(String name, String meaning) {
    Setting setting = new Setting(PREFIX + name, meaning, "host:port with commas", "none");
    String value = text(setting);
    if (value.equals(setting.otherwise())) {
      return List.of();
    }
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String part : value.split(",", -1)) {
      String address = part.strip();
      int colon = address.lastIndexOf(':');
      try {
        int port = Integer.parseInt(address.substring(colon + 1));
        addresses.add(InetSocketAddress.createUnresolved(address.substring(0, colon), port));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw wrong(setting, value, setting.bounds());
      }
    }
    return addresses;
  }

  Duration duration(String name, String meaning, Duration otherwise, Duration most) {
    Duration least = Duration.ofMillis(1);
    String bounds = least + ".." + most;
    Setting setting = new Setting(PREFIX + name, meaning, bounds, otherwise.toString());
    String value = text(setting);
    try {
      Duration duration = Duration.parse(value);
      if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Said below, with the form.
    }
    throw wrong(setting, value, "an ISO-8601 duration, " + bounds);
  }

  int port(String name, String meaning, int otherwise) {
    Setting setting = new Setting(PREFIX + name, meaning, "0..65535", "" + otherwise);
    String value = text(setting);
    if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65_535) {
      throw wrong(setting, value, setting.bounds());
    }
    return Integer.parseInt(value);
  }

  InetAddress address(String name, String meaning, String otherwise) {
    Setting setting =
        new Setting(PREFIX + name, meaning, "an address, or a name that resolves", otherwise);
    String value = text(setting);
    try {
      return InetAddress.getByName(value);
    } catch (UnknownHostException e) {
      throw wrong(setting, value, setting.bounds());
    }
  }

  boolean truth(String name, String meaning) {
    Setting setting = new Setting(PREFIX + name, meaning, "true, false", "false");
    return switch (text(setting)) {
      case "true" -> true;
      case "false" -> false;
      case String value -> throw wrong(setting, value, setting.bounds());
    };
  }

  private static IllegalArgumentException wrong(Setting setting, String value, String expected) {
    return new IllegalArgumentException(
        setting.name() + ": " + value + " (expected: " + expected + ")");
  }

  /// Refuses variables that begin with the prefix and that nobody has asked for: most likely
  /// misspelt.
  void refuseUnknown() {
    for (String name : new TreeSet<>(variables.keySet())) {
      if (name.startsWith(PREFIX) && !known.containsKey(name)) {
        throw new IllegalArgumentException(
            name + ": unknown (expected one of " + known.keySet() + ")");
      }
    }
  }

  /// Returns every setting that was asked for, in the order of asking.
  List<Setting> settings() {
    return List.copyOf(known.values());
  }
}
