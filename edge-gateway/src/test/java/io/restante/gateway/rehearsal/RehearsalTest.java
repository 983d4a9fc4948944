package io.restante.gateway.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.gateway.listener.DeliveryWindow;
import io.restante.gateway.listener.ListenerSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
  private static final ListenerSettings USUAL =
      ListenerSettings.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8_480), 1);

  @TempDir Path folder;

  @Test
  void visitsAreServed() {
    int visits = play(new DeliveryWindow(Stage.ENVELOPES, 1 << 20), folder.resolve("scratch"));

    assertThat(visits).isPositive();
  }

  @Test
  void nodeDoesWithoutOneThatFails() throws Exception {
    Path taken = Files.createFile(folder.resolve("taken"));

    assertThat(play(new DeliveryWindow(Stage.ENVELOPES, 1 << 20), taken)).isZero();
  }

  @Test
  void loneNodeRehearsesOnlyWhenToldTo() {
    assertThat(When.FLEET.isNow(true)).isFalse();
    assertThat(When.FLEET.isNow(false)).isTrue();
    assertThat(When.ALWAYS.isNow(true)).isTrue();
    assertThat(When.NEVER.isNow(false)).isFalse();
  }

  private static int play(DeliveryWindow window, Path scratch) {
    return Rehearsal.play(USUAL, window, scratch, InstantSource.system());
  }
}
