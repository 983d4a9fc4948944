package io.restante.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `./restante up` as the launcher runs it, in a process of its own.
final class UpProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private UpProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  static UpProcess start(String... arguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Up.class.getName()));
    line.addAll(List.of(arguments));
    return new UpProcess(new ProcessBuilder(line).redirectErrorStream(true).start());
  }

  long pid() {
    return process.pid();
  }

  List<ProcessHandle> children() {
    return process.children().toList();
  }

  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /// Returns what is printed up to the line that begins with `ready`, or to the end.
  List<String> printedUntilReady() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      if (line.startsWith("ready ")) {
        return lines;
      }
    }
    return lines;
  }

  List<String> printedUntilEnd() throws IOException {
    return output.lines().toList();
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
  }

  int status() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("process " + pid() + " goes on");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
