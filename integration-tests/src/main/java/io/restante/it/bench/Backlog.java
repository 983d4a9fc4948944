package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.it.world.Envelopes.Draft;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// Undelivered envelopes of one partition: a crowd's, in turn, and spread evenly among them those
/// of the devices that are watched. Iterated once; single-threaded.
final class Backlog implements Iterator<Draft> {
  private final Lab lab;
  private final int partition;
  private final List<Waiting> crowd = new ArrayList<>();
  private final List<Waiting> watched = new ArrayList<>();
  private final long crowdEnvelopes;
  private final DeviceAddress sender;
  private long written;
  private int nextWatched;

  /// A device and how many envelopes it will have waiting.
  private static final class Waiting {
    private final DeviceAddress address;
    private final long envelopes;
    private long written;

    private Waiting(DeviceAddress address, long envelopes) {
      this.address = address;
      this.envelopes = envelopes;
    }
  }

  /// Creates a backlog of a crowd alone.
  ///
  /// @param devices how many devices the crowd has
  /// @param envelopes how many envelopes they have together
  Backlog(Lab lab, int partition, int devices, long envelopes) {
    this.lab = lab;
    this.partition = partition;
    this.crowdEnvelopes = envelopes;
    this.sender = lab.newDevice();
    int partitions = lab.envelopes().partitions();
    for (int i = 0; i < devices; i++) {
      crowd.add(new Waiting(lab.newDevice(partition, partitions), Long.MAX_VALUE));
    }
  }

  /// Adds a device whose envelopes are spread among the crowd's.
  DeviceAddress watch(int envelopes) {
    DeviceAddress address = lab.newDevice(partition, lab.envelopes().partitions());
    watched.add(new Waiting(address, envelopes));
    return address;
  }

  @Override
  public boolean hasNext() {
    return written < crowdEnvelopes || watchedDue() != null;
  }

  @Override
  public Draft next() {
    Waiting due = watchedDue();
    if (due != null) {
      return draft(due);
    }
    if (written == crowdEnvelopes) {
      throw new NoSuchElementException("the backlog is written");
    }
    nextWatched = 0;
    return draft(crowd.get((int) (written++ % crowd.size())));
  }

  /// Returns the next watched device that is behind its even share, or null.
  private @Nullable Waiting watchedDue() {
    while (nextWatched < watched.size()) {
      Waiting candidate = watched.get(nextWatched);
      if (candidate.written * crowdEnvelopes < candidate.envelopes * written) {
        return candidate;
      }
      nextWatched++;
    }
    return null;
  }

  private Draft draft(Waiting recipient) {
    MessageId id = lab.ids().nextMessageId();
    return new Draft(partition, recipient.address, sender, id, ++recipient.written);
  }
}
