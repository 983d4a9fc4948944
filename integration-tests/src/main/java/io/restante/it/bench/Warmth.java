package io.restante.it.bench;

import java.time.Duration;

/// How long a load goes on before it is measured, and how long it is measured.
record Warmth(Duration warmUp, Duration measured) {
  static Warmth ofSeconds(int warmUp, int measured) {
    return new Warmth(Duration.ofSeconds(warmUp), Duration.ofSeconds(measured));
  }
}
