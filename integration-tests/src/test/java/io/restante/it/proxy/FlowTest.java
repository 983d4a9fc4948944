package io.restante.it.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// One direction, in a time that moves only when the test says so.
final class FlowTest {
  private static final Flow.Listener DEAF =
      new Flow.Listener() {
        @Override
        public void held(int bytes) {}

        @Override
        public void finished() {}
      };

  private final Sink sink = new Sink();

  @Test
  void lateBytesComeWhenTheyAreDueAndNotBefore() {
    Flow flow = flow(Weather.late(Duration.ofMillis(100), Duration.ZERO));

    flow.take(bytes("abc"));
    pass(99, TimeUnit.MILLISECONDS);
    assertThat(written()).isEmpty();
    pass(1, TimeUnit.MILLISECONDS);

    assertThat(written()).isEqualTo("abc");
  }

  @Test
  void slowBytesTrickle() {
    Flow flow = flow(Weather.slow(20));

    flow.take(bytes("abcde"));
    pass(100, TimeUnit.MILLISECONDS);
    assertThat(written()).isEqualTo("ab");
    pass(150, TimeUnit.MILLISECONDS);

    assertThat(written()).isEqualTo("cde");
  }

  @Test
  void theEndComesAfterWhatWasHeld() {
    Flow flow = flow(Weather.late(Duration.ofMillis(100), Duration.ZERO));

    flow.take(bytes("abc"));
    flow.onEnd();
    pass(99, TimeUnit.MILLISECONDS);
    assertThat(flow.isFinished()).isFalse();
    pass(1, TimeUnit.MILLISECONDS);

    assertThat(written()).isEqualTo("abc");
    assertThat(flow.isFinished()).isTrue();
  }

  @Test
  void calmLetsGoWhatWasSlow() {
    Flow flow = flow(Weather.slow(1));
    flow.take(bytes("abc"));

    flow.change(Weather.CLEAR);

    assertThat(written()).isEqualTo("abc");
  }

  @Test
  void blackHoleHidesABrokenSource() {
    Flow flow = flow(Weather.BLACK_HOLE);

    flow.onBroken();
    pass(1, TimeUnit.DAYS);
    assertThat(sink.isOpen()).isTrue();
    flow.change(Weather.CLEAR);

    assertThat(sink.isOpen()).isFalse();
  }

  private Flow flow(Weather weather) {
    Pace pace = new Pace(new SplittableRandom(1), sink.eventLoop().ticker().nanoTime());
    return new Flow(sink, sink, pace, weather, DEAF);
  }

  private void pass(long time, TimeUnit unit) {
    sink.advanceTimeBy(time, unit);
    sink.runScheduledPendingTasks();
  }

  private String written() {
    StringBuilder text = new StringBuilder();
    ByteBuf next = sink.readOutbound();
    while (next != null) {
      text.append(next.toString(US_ASCII));
      next.release();
      next = sink.readOutbound();
    }
    return text.toString();
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, US_ASCII);
  }

  /// A channel that can be shut down one way.
  private static final class Sink extends EmbeddedChannel implements DuplexChannel {
    private boolean isOutputShutdown;

    private Sink() {
      freezeTime();
    }

    @Override
    public boolean isInputShutdown() {
      return false;
    }

    @Override
    public ChannelFuture shutdownInput() {
      return newSucceededFuture();
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
      return promise.setSuccess();
    }

    @Override
    public boolean isOutputShutdown() {
      return isOutputShutdown;
    }

    @Override
    public ChannelFuture shutdownOutput() {
      isOutputShutdown = true;
      return newSucceededFuture();
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
      isOutputShutdown = true;
      return promise.setSuccess();
    }

    @Override
    public boolean isShutdown() {
      return isOutputShutdown;
    }

    @Override
    public ChannelFuture shutdown() {
      return shutdownOutput();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
      return shutdownOutput(promise);
    }
  }
}
