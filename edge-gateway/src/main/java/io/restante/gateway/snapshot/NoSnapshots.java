package io.restante.gateway.snapshot;

import io.restante.gateway.index.RocksIndexStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// For nodes without an object store.
final class NoSnapshots implements Snapshots {
  @Override
  public boolean isWorthwhile(long records) {
    return false;
  }

  @Override
  public void fetch(Wanted wanted, Consumer<Optional<Path>> whenDone) {
    whenDone.accept(Optional.empty());
  }

  @Override
  public void discard(Path copy) {
    throw new IllegalStateException(copy + ": nobody was given a copy");
  }

  @Override
  public void owned(int partition, long epoch, RocksIndexStore index) {
    // Nothing is published.
  }

  @Override
  public void lost(int partition) {
    // Nothing was published.
  }
}
