package io.restante.gateway.listener;

import io.restante.contract.Conversation;
import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.MessagePlace;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.gateway.deliver.DeviceConnection;
import io.restante.gateway.deliver.Mailboxes;
import io.restante.gateway.frame.ClientFrame;
import io.restante.gateway.login.TicketKeys;
import io.restante.gateway.login.TicketSigner;
import io.restante.gateway.login.TicketVerifier;
import io.restante.gateway.presence.Presences;
import io.restante.gateway.send.Appender;
import io.restante.gateway.send.Submission;
import io.restante.gateway.signal.SignalTarget;
import io.restante.gateway.signal.Signals;
import io.restante.protocol.v1.Copy;
import io.restante.protocol.v1.Send;
import io.restante.shared.Id16;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The rest of the node, as the listener sees it: mailboxes and appender in memory. Thread-safe.
final class FakeNode implements Mailboxes, Appender, Signals {
  static final UUID LOG = new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0001L);
  static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
  static final String CELL = "cell-1";

  final BlockingQueue<DeviceConnection> opened = new LinkedBlockingQueue<>();
  final BlockingQueue<DeviceConnection> closed = new LinkedBlockingQueue<>();
  final BlockingQueue<Long> acknowledged = new LinkedBlockingQueue<>();
  final BlockingQueue<MessagePlace> read = new LinkedBlockingQueue<>();
  final BlockingQueue<GroupId> asked = new LinkedBlockingQueue<>();
  final BlockingQueue<Submission> submitted = new LinkedBlockingQueue<>();
  final BlockingQueue<List<UserId>> told = new LinkedBlockingQueue<>();
  final BlockingQueue<SignalTarget> came = new LinkedBlockingQueue<>();
  final BlockingQueue<DeviceAddress> present = new LinkedBlockingQueue<>();
  final BlockingQueue<Presences.Stay> stays = new LinkedBlockingQueue<>();
  final BlockingQueue<ClientFrame.Watch> watches = new LinkedBlockingQueue<>();
  private final AtomicInteger openings = new AtomicInteger();
  private final AtomicInteger closings = new AtomicInteger();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Set<DeviceAddress> removed = ConcurrentHashMap.newKeySet();
  private final UuidV7 ids = new UuidV7(InstantSource.fixed(NOW), new Random(5));
  private final TicketSigner signer;
  private final TicketVerifier verifier;
  private boolean welcomesAtOnce = true;
  private boolean acceptsAtOnce = true;
  private int room = Integer.MAX_VALUE;

  FakeNode(Path folder) throws IOException {
    TicketKeys.generate(folder.resolve("key.pem"), folder.resolve("keys.pub"));
    signer = TicketKeys.loadSigner(folder.resolve("key.pem"));
    verifier = new TicketVerifier(CELL, TicketKeys.loadPublicKeys(folder.resolve("keys.pub")));
  }

  private final Presences presences =
      new Presences() {
        @Override
        public Stay came(DeviceAddress device) {
          present.add(device);
          return new Stay(7, openings.get());
        }

        @Override
        public void left(DeviceAddress device, Stay stay) {
          stays.add(stay);
        }

        @Override
        public void watch(DeviceAddress watcher, List<UserId> users, boolean isOn) {
          watches.add(new ClientFrame.Watch(users, isOn));
        }
      };

  GatewayPorts ports() {
    return new GatewayPorts(
        verifier,
        (device, _) -> removed.contains(device),
        this,
        this,
        this,
        presences,
        InstantSource.fixed(NOW));
  }

  void remove(DeviceAddress device) {
    removed.add(device);
  }

  synchronized DeviceAddress newAddress() {
    return new DeviceAddress(ids.nextUserId(), 1);
  }

  byte[] ticket(DeviceAddress address) {
    return signer.sign(CELL, address, 1, NOW.plusSeconds(60));
  }

  byte[] ticket(String cell, Instant expiry) {
    return signer.sign(cell, newAddress(), 1, expiry);
  }

  synchronized void welcomeLater() {
    welcomesAtOnce = false;
  }

  synchronized void acceptLater() {
    acceptsAtOnce = false;
  }

  /// Lets so many more submissions in; calls whoever waits.
  void setRoom(int submissions) {
    List<Runnable> calls;
    synchronized (this) {
      room = submissions;
      calls = new ArrayList<>(waiting);
      waiting.clear();
    }
    calls.forEach(Runnable::run);
  }

  synchronized Send newSend(UserId recipient, long number, byte[]... ciphertexts) {
    List<Copy> copies = new ArrayList<>();
    for (byte[] ciphertext : ciphertexts) {
      copies.add(new Copy(copies.size() + 1, ByteBuffer.wrap(ciphertext)));
    }
    MessageId id = ids.nextMessageId();
    return new Send(
        id16(id.high(), id.low()), id16(recipient.high(), recipient.low()), number, 0L, copies);
  }

  static Id16 id16(long high, long low) {
    return new Id16(ByteBuffer.allocate(16).putLong(high).putLong(low).array());
  }

  int openings() {
    return openings.get();
  }

  int closings() {
    return closings.get();
  }

  DeviceConnection nextOpened() throws InterruptedException {
    return next(opened);
  }

  /// Takes from a queue, with patience but not without end.
  static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(20, TimeUnit.SECONDS);
    if (taken == null) {
      throw new AssertionError("nothing came");
    }
    return taken;
  }

  @Override
  public void open(DeviceConnection connection) {
    openings.incrementAndGet();
    boolean isWelcome;
    synchronized (this) {
      isWelcome = welcomesAtOnce;
    }
    if (isWelcome) {
      connection.welcome(LOG);
    }
    opened.add(connection); // from here on a test may deliver, which is for the welcomed only
  }

  @Override
  public void acknowledge(DeviceConnection connection, long upTo) {
    acknowledged.add(upTo);
  }

  @Override
  public void read(DeviceConnection connection, Conversation conversation, long number) {
    read.add(new MessagePlace(conversation, number));
  }

  @Override
  public void askReceipts(DeviceConnection connection, GroupId group) {
    asked.add(group);
  }

  @Override
  public void close(DeviceConnection connection) {
    closings.incrementAndGet();
    closed.add(connection);
  }

  @Override
  public boolean offer(Submission submission, Runnable whenRoom) {
    boolean isAccepted;
    synchronized (this) {
      if (room == 0) {
        waiting.add(whenRoom);
        return false;
      }
      room--;
      isAccepted = acceptsAtOnce;
    }
    submitted.add(submission);
    if (isAccepted) {
      submission.outcome().accepted(submission.id(), NOW.toEpochMilli());
    }
    return true;
  }

  @Override
  public void came(SignalTarget device) {
    came.add(device);
  }

  @Override
  public void left(SignalTarget device) {
    came.remove(device);
  }

  @Override
  public void typing(DeviceAddress sender, @Nullable GroupId group, List<UserId> recipients) {
    told.add(recipients);
  }
}
