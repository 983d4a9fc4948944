package io.restante.it.swarm;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.restante.contract.DeviceAddress;
import io.restante.contract.MessageId;
import io.restante.it.websocket.ClientFrames;
import io.restante.it.websocket.WebSocketListener;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One light device: sends one conversation, to a device or a group, and receives one. Runs on the
/// swarm's event loop.
///
/// Connects once, and goes where it is sent before it is welcomed; a connection that ends otherwise
/// is counted, and repaired only if the swarm's settings say so.
public final class SwarmDevice implements WebSocketListener {
  private final Swarm swarm;
  private final DeviceAddress address;
  private @Nullable Outflow outflow;
  private byte @Nullable [] ticket;
  private @Nullable Channel channel;
  private @Nullable URI home;
  private boolean isMoving;
  private int sendWindow;
  private int unacknowledged;
  private boolean isTouched;
  private long highest;
  private long lastOffset = -1;
  private long openedNanos;
  private long firstNanos;
  private long lastAckNanos;

  SwarmDevice(Swarm swarm, DeviceAddress address, byte[] ticket) {
    this.swarm = swarm;
    this.address = address;
    this.ticket = ticket;
  }

  /// Returns the device's address.
  public DeviceAddress address() {
    return address;
  }

  /// Returns how many messages it has received, each counted once, provided nothing was broken.
  public long received() {
    return highest;
  }

  /// Returns when HELLO was written, by [System#nanoTime()].
  public long openedNanos() {
    return openedNanos;
  }

  /// Returns when the first envelope arrived, by [System#nanoTime()]; 0 when none has.
  public long firstNanos() {
    return firstNanos;
  }

  /// Returns when the last ACK was written, by [System#nanoTime()]; 0 when none was.
  public long lastAckNanos() {
    return lastAckNanos;
  }

  @Override
  public void opened(Channel open) {
    channel = open;
    byte[] proof = ticket;
    if (proof != null) {
      int bytes = SwarmFrames.helloBytes(proof);
      int mask = swarm.nextMask();
      ByteBuf out = begin(open, bytes, mask);
      SwarmFrames.hello(out, proof);
      end(open, out, bytes, mask);
      open.flush();
      openedNanos = System.nanoTime();
    }
  }

  @Override
  public void message(Channel open, ByteBuf in) {
    switch (SwarmFrames.branch(in)) {
      case SwarmFrames.WELCOME -> onWelcome(in);
      case SwarmFrames.ACCEPTED -> onAccepted(in);
      case SwarmFrames.REJECTED -> swarm.counters().rejected++;
      case SwarmFrames.DELIVER -> onDeliver(in);
      case SwarmFrames.DRAINED -> {
        swarm.onDrained();
        acknowledge();
      }
      case SwarmFrames.PONG -> {}
      case SwarmFrames.MOVED -> {
        int length = (int) SwarmFrames.varint(in);
        home = URI.create(in.readCharSequence(length, StandardCharsets.US_ASCII).toString());
        isMoving = ticket != null;
      }
      default -> swarm.counters().broken++;
    }
  }

  @Override
  public void batchEnded(Channel open) {
    if (outflow != null) {
      sendDue();
    }
    flushIfTouched();
  }

  @Override
  public void closed(int code, String reason) {
    channel = null;
    if (isMoving) {
      isMoving = false;
      swarm.reopen(this);
    } else if (swarm.settings().isLasting()) {
      home = null;
      swarm.comeBack(this);
    } else {
      swarm.onClosed(code, reason);
    }
  }

  void sendTo(int index, Audience audience) {
    outflow = new Outflow(index, audience);
  }

  @Nullable Outflow outflow() {
    return outflow;
  }

  /// A message has come due: sends it as soon as the window allows. The caller flushes.
  void offer(long dueNanos) {
    Outflow flow = outflow;
    if (flow == null) {
      throw new IllegalStateException("a device without recipient was offered a message");
    }
    swarm.counters().due++;
    if (!flow.add(dueNanos)) {
      swarm.counters().overrun++;
    }
    sendDue();
  }

  void flushIfTouched() {
    if (isTouched && channel != null) {
      isTouched = false;
      channel.flush();
    }
  }

  /// Acknowledges what is stored. The caller flushes.
  void acknowledge() {
    Channel open = channel;
    if (unacknowledged > 0 && open != null && !swarm.settings().isSilent()) {
      int bytes = SwarmFrames.ackBytes(lastOffset);
      int mask = swarm.nextMask();
      ByteBuf out = begin(open, bytes, mask);
      SwarmFrames.ack(out, lastOffset);
      end(open, out, bytes, mask);
      swarm.counters().acknowledged += unacknowledged;
      unacknowledged = 0;
      lastAckNanos = System.nanoTime();
    }
  }

  void ping() {
    Channel open = channel;
    if (open != null) {
      int bytes = SwarmFrames.pingBytes();
      int mask = swarm.nextMask();
      ByteBuf out = begin(open, bytes, mask);
      SwarmFrames.ping(out);
      end(open, out, bytes, mask);
      flushIfTouched();
    }
  }

  void close() {
    if (channel != null) {
      var _ = channel.close();
    }
  }

  /// Returns where it was sent, or null.
  @Nullable URI home() {
    return home;
  }

  private void onWelcome(ByteBuf in) {
    if (!swarm.settings().isLasting()) {
      ticket = null;
    }
    in.skipBytes(16);
    SwarmFrames.varint(in);
    SwarmFrames.varint(in);
    sendWindow = (int) SwarmFrames.varint(in);
  }

  private void onAccepted(ByteBuf in) {
    in.skipBytes(Long.BYTES);
    long number = Outflow.numberIn(in.readLong());
    Outflow flow = outflow;
    if (flow != null) {
      swarm.latencies().onAccepted(flow.dueNanos(number), System.nanoTime());
      flow.onAccepted();
      swarm.counters().accepted++;
    }
  }

  private void onDeliver(ByteBuf in) {
    long now = System.nanoTime();
    long offset = SwarmFrames.varint(in);
    if (offset <= lastOffset) {
      swarm.counters().broken++;
      return;
    }
    lastOffset = offset;
    if (firstNanos == 0) {
      firstNanos = now;
    }
    if (unacknowledged++ == 0) {
      swarm.owesAcknowledgement(this);
    }
    switch (SwarmFrames.skipToBody(in)) {
      case SwarmFrames.MESSAGE -> onMessage(in, now);
      case SwarmFrames.GROUP_MESSAGE -> onGroupMessage(in, now);
      case SwarmFrames.GROUP_CHANGED, SwarmFrames.RECEIPT -> swarm.counters().notices++;
      default -> swarm.counters().broken++;
    }
    if (unacknowledged >= swarm.settings().ackEnvelopes()) {
      acknowledge();
    }
  }

  private void onMessage(ByteBuf in, long now) {
    in.skipBytes(32);
    SwarmFrames.varint(in);
    long number = SwarmFrames.varint(in);
    SwarmFrames.varint(in); // receivedAt
    SwarmFrames.varint(in); // deviceListRevision
    SwarmFrames.varint(in); // length
    if (isNew(number)) {
      swarm.latencies().onReceived(in.readLong(), now);
    }
  }

  private void onGroupMessage(ByteBuf in, long now) {
    in.skipBytes(Long.BYTES);
    int writer = Outflow.indexIn(in.readLong());
    in.skipBytes(32);
    SwarmFrames.varint(in); // senderDevice
    long number = SwarmFrames.varint(in);
    SwarmFrames.varint(in); // revision
    SwarmFrames.varint(in); // receivedAt
    SwarmFrames.varint(in); // length
    if (isNew(number)) {
      long dueNanos = in.readLong();
      swarm.latencies().onReceived(dueNanos, now);
      swarm.onGroupDelivered(writer, number, dueNanos, now);
    }
  }

  /// Counts a message, and tells whether it came in its place.
  private boolean isNew(long number) {
    if (number <= highest) {
      swarm.counters().repeated++;
      return false;
    }
    boolean isNext = number == highest + 1;
    highest = number;
    swarm.counters().received++;
    if (!isNext) {
      swarm.counters().broken++;
    }
    return isNext;
  }

  private void sendDue() {
    Outflow flow = outflow;
    Channel open = channel;
    if (flow == null || open == null) {
      return;
    }
    for (long number = flow.next(sendWindow); number != 0; number = flow.next(sendWindow)) {
      send(open, flow, number);
      swarm.counters().sent++;
    }
  }

  private void send(Channel open, Outflow flow, long number) {
    int ciphertextBytes = swarm.settings().ciphertextBytes();
    MessageId id = new MessageId(swarm.idHigh(), flow.idLow(number));
    int mask = swarm.nextMask();
    switch (flow.audience()) {
      case Audience.One one -> {
        int bytes = SwarmFrames.sendBytes(one, number, ciphertextBytes);
        ByteBuf out = begin(open, bytes, mask);
        SwarmFrames.beginSend(out, id, one, number, ciphertextBytes);
        writeCiphertext(out, flow.dueNanos(number), ciphertextBytes);
        SwarmFrames.endSend(out);
        end(open, out, bytes, mask);
      }
      case Audience.Group group -> {
        int bytes = SwarmFrames.sendGroupBytes(group, number, ciphertextBytes);
        ByteBuf out = begin(open, bytes, mask);
        SwarmFrames.beginSendGroup(out, id, group, number, ciphertextBytes);
        writeCiphertext(out, flow.dueNanos(number), ciphertextBytes);
        end(open, out, bytes, mask);
      }
    }
  }

  private void writeCiphertext(ByteBuf out, long dueNanos, int bytes) {
    out.writeLong(dueNanos);
    swarm.writeChance(out, bytes - Long.BYTES);
  }

  private static ByteBuf begin(Channel open, int payloadBytes, int mask) {
    ByteBuf out = open.alloc().buffer(ClientFrames.HEADER_BYTES_MAX + payloadBytes);
    ClientFrames.begin(out, payloadBytes, mask);
    return out;
  }

  private void end(Channel open, ByteBuf out, int payloadBytes, int mask) {
    ClientFrames.end(out, payloadBytes, mask);
    var _ = open.write(out, open.voidPromise());
    isTouched = true;
  }
}
