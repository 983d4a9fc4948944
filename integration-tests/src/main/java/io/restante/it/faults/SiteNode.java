package io.restante.it.faults;

import io.restante.local.EstateNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/// One node of the site, with the clock and the index that are its own. Thread-safe: one thread
/// does something to it at a time.
final class SiteNode {
  private final EstateNode node;
  private final Path index;
  private final Path clock;

  /// Names a node.
  ///
  /// @param index the directory it keeps its index in
  /// @param clock the file it reads from how wrong its clock is
  SiteNode(EstateNode node, Path index, Path clock) {
    this.node = node;
    this.index = index;
    this.clock = clock;
  }

  /// Begins to do harm. A node that has ended by itself can't be harmed any more.
  synchronized void begin(Harm.Blight blight) {
    if (!node.isAlive()) {
      return;
    }
    switch (blight) {
      case KILLED -> node.kill();
      case STOPPED, RESTARTED -> node.stop();
      case PAUSED -> node.pause();
      case INDEX_LOST -> {
        node.kill();
        delete(index);
      }
      case DISK_FULL -> Signals.fillDisk(node.pid());
    }
  }

  /// Undoes harm; the node serves when this returns.
  synchronized void end(Harm.Blight blight) {
    if (!node.isAlive()) {
      node.start();
      return;
    }
    switch (blight) {
      case PAUSED -> node.resume();
      case DISK_FULL -> Signals.emptyDisk(node.pid());
      case KILLED, STOPPED, RESTARTED, INDEX_LOST -> {}
    }
  }

  /// Starts the node if it has ended by itself.
  synchronized void heal() {
    if (!node.isAlive()) {
      node.start();
    }
  }

  /// Makes the node's clock wrong.
  void shiftClock(Duration by) {
    try {
      Files.writeString(clock, Long.toString(by.toMillis()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Deletes a directory and all in it.
  static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
