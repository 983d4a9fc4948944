package io.restante.gateway.snapshot;

/// The fake keeps the contract.
class MemorySnapshotStoreTest extends SnapshotStoreContract {
  private final SnapshotStore store = new MemorySnapshotStore();

  @Override
  protected SnapshotStore store() {
    return store;
  }
}
