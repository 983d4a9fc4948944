package io.restante.gateway.leak;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Fails a test class during which Netty reported a leak. Applies to every class, by autodetection.
///
/// A leak is only noticed once the collector has found the buffer and another has been made, so a
/// report may also name a buffer of the class before; its trace tells.
public final class NoLeaks implements AfterAllCallback {
  private static final int PROBES = 3;

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> reports = takeReports();
    if (!reports.isEmpty()) {
      throw new AssertionError("buffers leaked: " + reports);
    }
  }

  static List<String> takeReports() {
    for (int i = 0; i < PROBES; i++) {
      System.gc();
      PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
    }
    List<String> reports = new ArrayList<>();
    for (String r = RecordingLeakDetector.REPORTS.poll(); r != null; ) {
      reports.add(r);
      r = RecordingLeakDetector.REPORTS.poll();
    }
    return reports;
  }
}
