package io.restante.gateway;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads settings from environment variables, all beginning with `RESTANTE_`.
///
/// Errors name the variable, what it holds and what it should. Not thread-safe.
final class Environment {
  private static final String PREFIX = "RESTANTE_";
  private static final Pattern WEB_SOCKET =
      Pattern.compile("wss?://[!-~&&[^/?#]]+(/[!-~&&[^?#]]*)?");
  private static final String WEB_SOCKET_FORM = "ws://host:port/v1 or wss://host:port/v1";
  private static final int WEB_SOCKET_CHARACTERS_MAX = 255;
  private static final Pattern ADDRESS = Pattern.compile("([^\\s:/]+):([0-9]{1,5})");
  private static final int PORT_MAX = 65_535;
  private static final int THREADS_MAX = 256;
  private static final Duration LEAST = Duration.ofMillis(1);

  private final Map<String, String> variables;
  private final Map<String, Setting> known = new LinkedHashMap<>();

  Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  String text(String name, String otherwise) {
    return text(name, "text", otherwise, otherwise);
  }

  /// Returns a text that is either set or left to the node.
  ///
  /// @param expected what it may be
  /// @param instead what stands in its place, in words
  Optional<String> optional(String name, String expected, String instead) {
    return Optional.of(text(name, expected, "", instead)).filter(value -> !value.isEmpty());
  }

  private String text(String name, String bounds, String otherwise, String shown) {
    known.putIfAbsent(name, new Setting(name, bounds, shown));
    String value = variables.get(PREFIX + name);
    return value == null || value.isBlank() ? otherwise : value.strip();
  }

  String required(String name, String expected) {
    String value = text(name, expected, "", "must be set");
    if (value.isEmpty()) {
      throw new IllegalArgumentException(PREFIX + name + ": not set (expected: " + expected + ")");
    }
    return value;
  }

  int number(String name, int otherwise, int least, int most) {
    return number(
        new Setting(name, least + ".." + most, Integer.toString(otherwise)),
        otherwise,
        least,
        most);
  }

  /// Returns a number of threads, 1..256; half the processors unless it is set.
  int threads(String name) {
    int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    return number(
        new Setting(name, "1.." + THREADS_MAX, "half the processors"), half, 1, THREADS_MAX);
  }

  private int number(Setting setting, int otherwise, int least, int most) {
    String name = setting.name();
    String value = text(name, setting.bounds(), Integer.toString(otherwise), setting.otherwise());
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw wrong(name, value, setting.bounds());
  }

  Duration duration(String name, Duration otherwise, Duration most) {
    return duration(name, otherwise, LEAST, most);
  }

  Duration duration(String name, Duration otherwise, Duration least, Duration most) {
    String bounds = least + ".." + most;
    String value = text(name, bounds, otherwise.toString(), otherwise.toString());
    try {
      Duration duration = Duration.parse(value);
      if (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Said below, with the form.
    }
    throw wrong(name, value, "an ISO-8601 duration, " + bounds);
  }

  boolean truth(String name, boolean otherwise) {
    String shown = Boolean.toString(otherwise);
    return switch (text(name, "true, false", shown, shown)) {
      case "true" -> true;
      case "false" -> false;
      case String value -> throw wrong(name, value, "true or false");
    };
  }

  InetAddress address(String name, String otherwise) {
    String value = text(name, "an address, or a name that resolves", otherwise, otherwise);
    try {
      return InetAddress.getByName(value);
    } catch (UnknownHostException e) {
      throw wrong(name, value, "an address, or a name that resolves");
    }
  }

  <E extends Enum<E>> E choice(String name, E otherwise, Class<E> choices) {
    TreeSet<String> labels = new TreeSet<>();
    for (E choice : choices.getEnumConstants()) {
      labels.add(label(choice));
    }
    String expected = String.join(", ", labels);
    String value = text(name, expected, label(otherwise), label(otherwise));
    for (E choice : choices.getEnumConstants()) {
      if (label(choice).equals(value)) {
        return choice;
      }
    }
    throw wrong(name, value, expected);
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

  /// Returns the address of a WebSocket, at most 255 characters; null when it is left to the node.
  ///
  /// @param instead what stands in its place, in words
  @Nullable URI webSocket(String name, String instead) {
    String value = optional(name, WEB_SOCKET_FORM, instead).orElse("");
    if (value.isEmpty()) {
      return null;
    }
    if (!WEB_SOCKET.matcher(value).matches() || value.length() > WEB_SOCKET_CHARACTERS_MAX) {
      throw wrong(name, value, WEB_SOCKET_FORM);
    }
    return URI.create(value);
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
      if (name.startsWith(PREFIX) && !known.containsKey(name.substring(PREFIX.length()))) {
        throw new IllegalArgumentException(name + ": unknown (expected one of " + names() + ")");
      }
    }
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    known.keySet().forEach(name -> names.add(PREFIX + name));
    return names;
  }

  /// Returns every setting that was asked for, in the order of asking.
  List<Setting> settings() {
    return List.copyOf(known.values());
  }
}
