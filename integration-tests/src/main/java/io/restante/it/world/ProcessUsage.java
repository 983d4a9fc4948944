package io.restante.it.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    jcmd("GC.run");
    return number(TOTAL, jcmd("GC.class_histogram"));
  }

  private String jcmd(String command) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Process process =
          new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("jcmd " + command + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in jcmd " + command, e);
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
