package io.restante.gateway.leak;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NoLeaksTest {
  @Test
  void forgottenBufferIsReported() {
    WeakReference<ByteBuf> forgotten = forget();
    List<String> reports = new ArrayList<>();
    for (int i = 0; i < 100 && (reports.isEmpty() || forgotten.get() != null); i++) {
      reports.addAll(NoLeaks.takeReports());
    }
    assertThat(reports).isNotEmpty();
  }

  private static WeakReference<ByteBuf> forget() {
    return new WeakReference<>(PooledByteBufAllocator.DEFAULT.directBuffer(16));
  }
}
