package io.restante.local;

import java.net.URI;
import java.nio.file.Path;

/// The object store (S3Proxy over a directory) of an estate.
///
/// It can be killed, stopped, paused and started again; it comes back at the same address with what
/// it held. Nobody waits for it. Thread-safe.
public final class EstateObjects {
  private final EstateOptions options;
  private final DataDirectory data;
  private final EstateCommands commands;
  private final EstateProcess process;

  EstateObjects(EstateOptions options, EstateListener listener) {
    this.options = options;
    this.data = new DataDirectory(options.dataDirectory());
    this.commands = new EstateCommands(options);
    this.process = new EstateProcess("S3 server", data.log("s3"), listener);
  }

  /// Starts it, and returns when it serves.
  public void start() {
    options.endpoints().requireFree(Endpoints.Part.OBJECTS, 0);
    process.start(commands::objects);
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

  /// Returns where it is, `http://host:port`.
  public URI uri() {
    return URI.create(commands.objectsUri());
  }

  /// Returns the directory in which each bucket is a directory.
  public Path buckets() {
    return data.objects();
  }

  /// Returns the bucket of the nodes' snapshots.
  public String bucket() {
    return EstateCommands.BUCKET;
  }

  /// Returns the file with its access key: the id in the first line, the key in the second.
  public Path credentials() {
    return data.objectsCredentials();
  }

  void stopIfAlive() {
    process.stopIfAlive();
  }
}
