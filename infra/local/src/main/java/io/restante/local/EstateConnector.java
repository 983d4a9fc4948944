package io.restante.local;

/// The directory's connector of an estate: writes what changes in PostgreSQL to `directory.*`.
///
/// It can be killed, stopped, paused and started again, and goes on where it was. Nobody waits for
/// it. Thread-safe.
public final class EstateConnector {
  private final EstateOptions options;
  private final EstateCommands commands;
  private final EstateProcess process;

  EstateConnector(EstateOptions options, EstateListener listener) {
    this.options = options;
    this.commands = new EstateCommands(options);
    DataDirectory data = new DataDirectory(options.dataDirectory());
    this.process = new EstateProcess("directory connector", data.log("connectors"), listener);
  }

  /// Starts it, and returns when changes come through.
  public void start() {
    options.endpoints().requireFree(Endpoints.Part.CONNECTORS, 0);
    process.start(commands::connector);
  }

  /// Stops it in order.
  public void stop() {
    process.stop();
  }

  /// Kills it, as `kill -9` does.
  public void kill() {
    process.kill();
  }

  /// Lets its process stand still (SIGSTOP) until [#resume].
  public void pause() {
    process.pause();
  }

  /// Lets its process go on (SIGCONT).
  public void resume() {
    process.resume();
  }

  /// Returns its process id.
  public long pid() {
    return process.pid();
  }

  /// Whether its process is there.
  public boolean isAlive() {
    return process.isAlive();
  }

  void stopIfAlive() {
    process.stopIfAlive();
  }
}
