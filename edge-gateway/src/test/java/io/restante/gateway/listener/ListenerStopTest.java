package io.restante.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.restante.gateway.deliver.DeviceConnection;
import io.restante.gateway.session.SessionLimits;
import io.restante.protocol.v1.Welcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A listener stops while devices do not read and lanes go on delivering: every connection ends,
/// and every buffer is let go of.
@ParameterizedClass
@EnumSource(Transport.class)
final class ListenerStopTest {
  private static final SocketLimits SOCKET =
      new SocketLimits(
          131_072,
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMillis(200),
          32_768,
          65_536);
  private static final byte[] VALUE = new byte[60_000];

  private final FakeNode node;
  private final GatewayListener listener;
  private InetSocketAddress address = new InetSocketAddress(0);
  private long largeBuffersBefore;

  ListenerStopTest(Transport transport, @TempDir Path folder) throws IOException {
    node = new FakeNode(folder);
    ListenerSettings settings =
        new ListenerSettings(
            TransportHere.address(),
            TransportHere.assume(transport),
            2,
            64,
            SOCKET,
            SessionLimits.DEFAULT,
            PollLimits.DEFAULT);
    listener = new GatewayListener(settings, node.ports(), new DeliveryWindow(256, 1 << 20), null);
  }

  @BeforeEach
  void start() throws IOException {
    largeBuffersBefore = largeBuffers();
    address = listener.start();
  }

  @AfterEach
  void stop() {
    listener.close();
    assertThat(listener.metrics().value(ListenerMeter.BUGS)).isZero();
    assertThat(listener.metrics().value(ListenerMeter.SOCKETS_CLOSED))
        .isEqualTo(listener.metrics().value(ListenerMeter.SOCKETS_OPENED));
    assertThat(listener.connections()).isZero();
    assertThat(node.closings()).isEqualTo(node.openings());
    // Leak reports would come too late: what a connection holds can be reached from this test.
    assertThat(largeBuffers()).isEqualTo(largeBuffersBefore);
  }

  @Test
  void fullOutboundBuffersAreReleased() throws Exception {
    try (TestDevice lazy = lazy();
        TestDevice lazyToo = lazy()) {
      DeviceConnection first = node.nextOpened();
      DeviceConnection second = node.nextOpened();
      deliver(first, 0, 200);
      deliver(second, 0, 200);
      assertThat(lazy.read(Welcome.class)).isNotNull(); // the rest is unread
      assertThat(lazyToo.read(Welcome.class)).isNotNull();
      assertThat(largeBuffers()).isGreaterThan(largeBuffersBefore + 100);

      listener.close();

      // A lane that has not heard of it yet.
      deliver(first, 200, 10);
      second.drained();
    }
  }

  @Test
  void stopThatIsInterruptedReleasesThemAsWell() throws Exception {
    try (TestDevice lazy = lazy()) {
      DeviceConnection connection = node.nextOpened();
      deliver(connection, 0, 200);
      assertThat(lazy.read(Welcome.class)).isNotNull();

      Thread.currentThread().interrupt();
      listener.close();

      assertThat(Thread.interrupted()).isTrue();
      deliver(connection, 200, 10);
    }
  }

  @Test
  void deliveriesDuringTheStopAreReleased() throws Exception {
    try (TestDevice _ = lazy()) {
      DeviceConnection connection = node.nextOpened();
      CountDownLatch flowing = new CountDownLatch(1);
      Thread lane =
          Thread.ofPlatform()
              .start(
                  () -> {
                    // Until its mailbox is closed, as a lane does, and a while longer.
                    for (int offset = 0; node.closed.isEmpty(); offset++) {
                      deliver(connection, offset, 1);
                      if (offset == 50) {
                        flowing.countDown();
                      }
                    }
                    deliver(connection, 1_000_000, 100);
                  });
      flowing.await();

      listener.close();

      lane.join();
    }
  }

  /// Returns how many buffers are in use that are too large for the caches of threads.
  private static long largeBuffers() {
    return PooledByteBufAllocator.DEFAULT.metric().directArenas().stream()
        .mapToLong(PoolArenaMetric::numActiveNormalAllocations)
        .sum();
  }

  private static void deliver(DeviceConnection connection, int from, int count) {
    for (int offset = from; offset < from + count; offset++) {
      connection.deliver(offset, ByteBuffer.wrap(VALUE));
    }
  }

  private TestDevice lazy() throws IOException {
    TestDevice device = TestDevice.upgrade(address, 4_096);
    device.send(TestDevice.hello(node.ticket(node.newAddress()), null));
    return device;
  }
}
