package io.restante.gateway.leak;

import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Keeps Netty's leak reports, besides logging them. Netty makes it, by the name in the system
/// property `io.netty.customResourceLeakDetector`.
///
/// @param <T> the resource
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {
  /// Every report since the last test class ended.
  static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();

  /// Creates the detector, as Netty wants to.
  public RecordingLeakDetector(Class<T> resourceType, int samplingInterval) {
    super(resourceType, samplingInterval);
  }

  /// Creates the detector, as older code of Netty wants to.
  public RecordingLeakDetector(Class<T> resourceType, int samplingInterval, long unused) {
    this(resourceType, samplingInterval);
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    REPORTS.add(resourceType + ": " + records);
    super.reportTracedLeak(resourceType, records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    REPORTS.add(resourceType);
    super.reportUntracedLeak(resourceType);
  }
}
