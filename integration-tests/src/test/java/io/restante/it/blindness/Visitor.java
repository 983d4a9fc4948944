package io.restante.it.blindness;

import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.it.device.DeviceFrames;
import io.restante.protocol.v1.Copy;
import io.restante.protocol.v1.Hello;
import io.restante.protocol.v1.Send;
import io.restante.shared.Id16;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A connection that does only what it is told, over the JDK's WebSocket: says HELLO with whatever
/// ticket, and keeps every frame it gets.
final class Visitor implements WebSocket.Listener, AutoCloseable {
  private static final int PATIENCE_S = 30;
  private static final UuidV7 IDS = new UuidV7(InstantSource.system(), new SecureRandom());

  private final HttpClient http;
  private final WebSocket socket;
  private final DeviceFrames frames = new DeviceFrames();
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();

  private Visitor(HttpClient http, URI gateway) {
    this.http = http;
    this.socket =
        http.newWebSocketBuilder().subprotocols("restante.v1").buildAsync(gateway, this).join();
  }

  /// Connects and shows a ticket.
  static Visitor hello(URI gateway, byte[] ticket) {
    Visitor visitor = new Visitor(HttpClient.newHttpClient(), gateway);
    visitor.send(new Hello(ByteBuffer.wrap(ticket), null, null));
    return visitor;
  }

  /// Sends a frame.
  void send(Object frame) {
    socket.sendBinary(ByteBuffer.wrap(new DeviceFrames().encodeClient(frame)), true).join();
  }

  /// Sends the same bytes to some devices of a user.
  void sendMessage(UserId user, long number, long revision, byte[] bytes, int... devices) {
    List<Copy> copies = new ArrayList<>();
    for (int device : devices) {
      copies.add(new Copy(device, ByteBuffer.wrap(bytes)));
    }
    var id = IDS.nextMessageId();
    send(new Send(id16(id.high(), id.low()), id16(user), number, revision, copies));
  }

  /// Returns the next frame of a type; others before it are dropped.
  <T> T next(Class<T> type) throws InterruptedException {
    Object frame = received.poll(PATIENCE_S, TimeUnit.SECONDS);
    while (frame != null && !type.isInstance(frame)) {
      frame = received.poll(PATIENCE_S, TimeUnit.SECONDS);
    }
    if (frame == null) {
      throw new AssertionError(type.getSimpleName() + " did not come");
    }
    return type.cast(frame);
  }

  /// Returns all frames up to the first of a type.
  List<Object> until(Class<?> type) throws InterruptedException {
    List<Object> frames = new ArrayList<>();
    while (frames.isEmpty() || !type.isInstance(frames.getLast())) {
      frames.add(next(Object.class));
    }
    return frames;
  }

  /// Waits for the code that the node closes with.
  int closeCode() throws Exception {
    return closeCode.get(PATIENCE_S, TimeUnit.SECONDS);
  }

  static Id16 id16(UserId user) {
    return id16(user.high(), user.low());
  }

  private static Id16 id16(long high, long low) {
    return new Id16(ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array());
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean isLast) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    partial.writeBytes(bytes);
    if (isLast) {
      received.add(frames.decodeServer(partial.toByteArray()));
      partial.reset();
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closeCode.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closeCode.completeExceptionally(error);
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }
}
