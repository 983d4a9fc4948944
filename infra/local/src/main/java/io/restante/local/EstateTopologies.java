package io.restante.local;

/// The topologies of an estate: the fan-out of messages to groups.
///
/// They can be killed, stopped, paused and started again, and go on where they were. Nobody waits
/// for them. Thread-safe.
public final class EstateTopologies {
  private final EstateOptions options;
  private final EstateCommands commands;
  private final EstateProcess process;

  EstateTopologies(EstateOptions options, EstateListener listener) {
    this.options = options;
    this.commands = new EstateCommands(options);
    DataDirectory data = new DataDirectory(options.dataDirectory());
    this.process = new EstateProcess("topologies", data.log("topologies"), listener);
  }

  /// Starts them, and returns when they run.
  public void start() {
    options.endpoints().requireFree(Endpoints.Part.TOPOLOGIES, 0);
    process.start(commands::topologies);
  }

  /// Stops them in order.
  public void stop() {
    process.stop();
  }

  /// Kills them, as `kill -9` does.
  public void kill() {
    process.kill();
  }

  /// Lets their process stand still (SIGSTOP) until [#resume].
  public void pause() {
    process.pause();
  }

  /// Lets their process go on (SIGCONT).
  public void resume() {
    process.resume();
  }

  /// Returns their process id.
  public long pid() {
    return process.pid();
  }

  /// Whether their process is there.
  public boolean isAlive() {
    return process.isAlive();
  }

  void stopIfAlive() {
    process.stopIfAlive();
  }
}
