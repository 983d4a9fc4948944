package io.restante.local;

import io.restante.local.Endpoints.Part;

/// One broker of an estate, which is a controller too. It can be killed, stopped, paused and
/// started again; it comes back at its address with what it held.
///
/// Thread-safe: what takes long, such as a start, keeps nobody from pausing or killing.
public final class EstateBroker {
  private final EstateOptions options;
  private final int index;
  private final EstateProcess process;

  EstateBroker(EstateOptions options, int index, EstateListener listener) {
    this.options = options;
    this.index = index;
    DataDirectory data = new DataDirectory(options.dataDirectory());
    String name = options.broker().count() == 1 ? "Kafka" : "Kafka " + (index + 1);
    this.process =
        new EstateProcess(name, data.log(DataDirectory.numbered("broker", index)), listener);
  }

  /// Returns which broker it is, from 0. Its id in Kafka is one more.
  public int index() {
    return index;
  }

  /// Returns its address, `host:port`.
  public String address() {
    return options.endpoints().at(Part.KAFKA, index);
  }

  /// Returns its process id.
  public long pid() {
    return process.pid();
  }

  /// Whether its process is there, paused or not.
  public boolean isAlive() {
    return process.isAlive();
  }

  /// Starts it after it was stopped or killed, and returns when it serves. One of several serves
  /// only while more than half of them are there.
  public void start() {
    requirePortsFree();
    process.start(() -> new EstateCommands(options).broker(index));
  }

  void requirePortsFree() {
    options.endpoints().requireFree(Part.KAFKA, index);
    if (options.broker().count() > 1) {
      options.endpoints().requireFree(Part.CONTROLLER, index);
    }
  }

  /// Stops it in order.
  public void stop() {
    process.stop();
  }

  void stopIfAlive() {
    process.stopIfAlive();
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
}
