package io.restante.gateway;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads settings from environment variables, all beginning with `RESTANTE_`.
///
/// Errors name the variable, what it holds and what it should. Not thread-safe.
final class Environment {
  private static final String PREFIX = "RESTANTE_";
  private static final Pattern ADDRESS = Pattern.compile("([^\\s:/]+):([0-9]{1,5})");
  private static final int PORT_MAX = 65_535;
  private static final Duration LEAST = Duration.ofMillis(1);

  private final Map<String, String> variables;
  private final TreeSet<String> known = new TreeSet<>();

  Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  String text(String name, String otherwise) {
    known.add(PREFIX + name);
    String value = variables.get(PREFIX + name);
    return value == null || value.isBlank() ? otherwise : value.strip();
  }

  String required(String name, String expected) {
    String value = text(name, "");
    if (value.isEmpty()) {
      throw new IllegalArgumentException(PREFIX + name + ": not set (expected: " + expected + ")");
    }
    return value;
  }

  int number(String name, int otherwise, int least, int most) {
    String value = text(name, Integer.toString(otherwise));
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw wrong(name, value, least + ".." + most);
  }

  Duration duration(String name, Duration otherwise, Duration most) {
    String value = text(name, otherwise.toString());
    try {
      Duration duration = Duration.parse(value);
      if (duration.compareTo(LEAST) >= 0 && duration.compareTo(most) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Said below, with the form.
    }
    throw wrong(name, value, "an ISO-8601 duration, " + LEAST + ".." + most);
  }

  boolean truth(String name, boolean otherwise) {
    return switch (text(name, Boolean.toString(otherwise))) {
      case "true" -> true;
      case "false" -> false;
      case String value -> throw wrong(name, value, "true or false");
    };
  }

  InetAddress address(String name, String otherwise) {
    String value = text(name, otherwise);
    try {
      return InetAddress.getByName(value);
    } catch (UnknownHostException e) {
      throw wrong(name, value, "an address, or a name that resolves");
    }
  }

  <E extends Enum<E>> E choice(String name, E otherwise, Class<E> choices) {
    String value = text(name, label(otherwise));
    TreeSet<String> labels = new TreeSet<>();
    for (E choice : choices.getEnumConstants()) {
      if (label(choice).equals(value)) {
        return choice;
      }
      labels.add(label(choice));
    }
    throw wrong(name, value, String.join(", ", labels));
  }

  /// Returns one address or more, `host:port` with commas; names are resolved when they are used.
  List<InetSocketAddress> addresses(String name, String expected) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (String part : required(name, expected).split(",", -1)) {
      Matcher address = ADDRESS.matcher(part.strip());
      int port = address.matches() ? Integer.parseInt(address.group(2)) : 0;
      if (port < 1 || port > PORT_MAX) {
        throw wrong(name, part, expected);
      }
      addresses.add(InetSocketAddress.createUnresolved(address.group(1), port));
    }
    return addresses;
  }

  private static String label(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  /// Returns what to throw for a variable that holds something else than expected.
  static IllegalArgumentException wrong(String name, String value, String expected) {
    return new IllegalArgumentException(
        PREFIX + name + ": " + value + " (expected: " + expected + ")");
  }

  /// Refuses variables that begin with the prefix and that nobody has asked for: most likely
  /// misspelt.
  void refuseUnknown() {
    for (String name : new TreeSet<>(variables.keySet())) {
      if (name.startsWith(PREFIX) && !known.contains(name)) {
        throw new IllegalArgumentException(name + ": unknown (expected one of " + known + ")");
      }
    }
  }
}
