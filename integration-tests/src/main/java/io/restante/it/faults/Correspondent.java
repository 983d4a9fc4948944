package io.restante.it.faults;

import io.restante.contract.DirectoryKeys;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.it.checker.GroupEvent;
import io.restante.it.checker.History;
import io.restante.it.device.Device;
import io.restante.it.device.GroupParcel;
import io.restante.messaging.GroupRefusalReason;
import io.restante.messaging.GroupRefused;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// What one device writes to one group, by the rules of `docs/protocol.md`, section 7: with the
/// revision that it knows; once more, with a newer one, what went to nobody; and not again what has
/// come back. Thread-safe: called by the device's event loop and by the round.
///
/// Nobody gives a message up: who was removed keeps it until the next time of being a member.
final class Correspondent {
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);

  private final Device device;
  private final Gathering gathering;
  private final History history;
  private final Deque<Text> queue = new ArrayDeque<>(); // guarded by this
  private final TreeMap<Long, Sealed> out = new TreeMap<>(); // guarded by this
  private long revision; // guarded by this
  private long lastNumber; // guarded by this
  private boolean isHeld; // guarded by this
  private long heldFrom; // guarded by this

  Correspondent(Device device, Gathering gathering, History history) {
    this.device = device;
    this.gathering = gathering;
    this.history = history;
  }

  /// What is to be written.
  private record Text(MessageId id, ByteBuffer content) {}

  /// What has its number and revision, and has not come back.
  private record Sealed(Text text, long number, long revision, boolean isTaken) {
    private boolean is(GroupRefused refusal) {
      return number == refusal.getNumber()
          && revision == refusal.getRevision()
          && DirectoryKeys.id16(text.id).equals(refusal.getId());
    }

    private Sealed taken(boolean is) {
      return new Sealed(text, number, revision, is);
    }

    private GroupParcel parcel(GroupId group, long settled) {
      return new GroupParcel(text.id, group, number, revision, settled, text.content);
    }
  }

  /// Takes a message. Who knows that it is in vain sends it all the same.
  synchronized void write(MessageId id, ByteBuffer content) {
    queue.add(new Text(id, content));
    if (revision == 0) {
      revision = gathering.standing(device.address().user()).revision();
    }
    if (isHeld) {
      goOn();
    } else {
      List<Sealed> letters = seal();
      long settled = settled();
      letters.forEach(letter -> device.send(letter.parcel(gathering.id(), settled)));
    }
  }

  /// Asks how the group is now, because somebody said that it has changed.
  synchronized void learn() {
    Gathering.Standing now = gathering.standing(device.address().user());
    revision = now.revision();
    if (isHeld && now.isMember()) {
      goOn();
    }
  }

  /// The log has a message.
  synchronized void accepted(MessageId id) {
    history.add(at -> new GroupEvent.Taken(at, device.address(), id));
    out.replaceAll((_, letter) -> letter.text.id.equals(id) ? letter.taken(true) : letter);
  }

  /// A message has come back: it is on its way to everybody.
  synchronized void returned(MessageId id, long number) {
    Sealed letter = out.get(number);
    if (letter != null && letter.text.id.equals(id)) {
      out.remove(number);
    }
  }

  /// A message, and all after it, went to nobody. One that had come back, or was replaced, was in
  /// the log twice, and the second time it was refused: then what follows is sent as it was.
  synchronized void refused(GroupRefused refusal) {
    List<Sealed> turned = List.copyOf(out.tailMap(refusal.getNumber()).values());
    turned.forEach(letter -> out.put(letter.number, letter.taken(false)));
    if (refusal.getReason() != GroupRefusalReason.NOT_A_MEMBER) {
      LATER.execute(this::rewind);
      return;
    }
    if (turned.isEmpty()
        || !turned.getFirst().is(refusal)
        || gathering.hasStayed(device.address().user(), refusal.getRevision())) {
      if (!isHeld) {
        rewind();
      }
      return;
    }
    long number = refusal.getNumber();
    String why = refusal.getReason().toString();
    for (Sealed letter : turned) {
      boolean isTold = letter.number == number;
      history.add(at -> new GroupEvent.Turned(at, device.address(), letter.text.id, why, isTold));
    }
    heldFrom = isHeld ? Math.min(heldFrom, number) : number;
    isHeld = true;
    learn();
  }

  /// Sends what was refused, under the same numbers, with the revision as it is now.
  private void goOn() {
    isHeld = false;
    revision = gathering.standing(device.address().user()).revision();
    for (Sealed letter : List.copyOf(out.tailMap(heldFrom).values())) {
      post(new Sealed(letter.text, letter.number, revision, false));
    }
    var _ = seal();
    rewind();
  }

  /// Gives what waits its numbers.
  private synchronized List<Sealed> seal() {
    List<Sealed> letters = new ArrayList<>();
    while (!queue.isEmpty()) {
      Sealed next = new Sealed(queue.remove(), ++lastNumber, revision, false);
      post(next);
      letters.add(next);
    }
    return letters;
  }

  private synchronized void post(Sealed letter) {
    Text text = letter.text;
    long content = Content.digest(text.content);
    history.add(
        at ->
            new GroupEvent.Posted(
                at,
                device.address(),
                gathering.id(),
                text.id,
                letter.number,
                letter.revision,
                content));
    out.put(letter.number, letter);
  }

  /// Lets the device go on with the first that the log may not have, without a gap.
  private synchronized void rewind() {
    long from =
        out.values().stream()
            .filter(letter -> !letter.isTaken)
            .mapToLong(Sealed::number)
            .findFirst()
            .orElse(lastNumber + 1);
    GroupId group = gathering.id();
    long settled = settled();
    device.rewind(
        group, out.tailMap(from).values().stream().map(it -> it.parcel(group, settled)).toList());
  }

  /// Returns up to which number all have come back.
  private synchronized long settled() {
    return out.isEmpty() ? lastNumber : out.firstKey() - 1;
  }
}
