package io.restante.it.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one process of this machine uses.
///
/// @param pid the process
public record ProcessUsage(long pid) {
  private static final Pattern ANONYMOUS = Pattern.compile("RssAnon:\\s+(\\d+) kB");
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  /// Returns the usage of this very process.
  public static ProcessUsage ofSelf() {
    return new ProcessUsage(ProcessHandle.current().pid());
  }

  /// Returns how much processor time it has used.
  public Duration cpu() {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /// Returns how many bytes of it are in memory and are no file's.
  public long residentBytes() {
    try {
      String status = Files.readString(Path.of("/proc/" + pid + "/status"));
      return number(ANONYMOUS, status) * 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Collects garbage in a JVM, and returns how many bytes of its heap are live.
  public long liveHeapBytes() {
    String _ = jcmd("GC.run");
    return number(TOTAL, jcmd("GC.class_histogram"));
  }

  /// Writes a JVM's heap into a file, in HPROF format.
  ///
  /// @param withGarbage also what nothing refers to any more; else garbage is collected first
  public void dumpHeap(Path file, boolean withGarbage) {
    String _ =
        withGarbage
            ? jcmd("GC.heap_dump", "-all", file.toString())
            : jcmd("GC.heap_dump", file.toString());
  }

  /// Returns the JVM's own counters, as `jcmd PerfCounter.print` shows them.
  public String counters() {
    return jcmd("PerfCounter.print");
  }

  private String jcmd(String... command) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    List<String> line = new ArrayList<>(List.of(jcmd.toString(), Long.toString(pid)));
    line.addAll(List.of(command));
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("jcmd " + line + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in jcmd " + line, e);
    }
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("not found: " + pattern);
    }
    return Long.parseLong(matcher.group(1));
  }
}
