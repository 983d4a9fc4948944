package io.restante.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the figures were measured on; names neither the machine nor anything on it.
///
/// @param cores processors this JVM may use
/// @param memoryBytes all memory there is
/// @param processor the processor's model
/// @param jdk the JDK's version
/// @param kernel the operating system and its version
record Machine(int cores, long memoryBytes, String processor, String jdk, String kernel) {
  private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s+(\\d+) kB");
  private static final Pattern MODEL = Pattern.compile("model name\\s*:\\s*(.+)");

  static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        Long.parseLong(find(MEMORY, "/proc/meminfo", "0")) * 1024,
        find(MODEL, "/proc/cpuinfo", "unknown"),
        System.getProperty("java.vm.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"));
  }

  private static String find(Pattern pattern, String file, String fallback) {
    try {
      Matcher matcher = pattern.matcher(Files.readString(Path.of(file)));
      return matcher.find() ? matcher.group(1).strip() : fallback;
    } catch (IOException e) {
      return fallback;
    }
  }
}
