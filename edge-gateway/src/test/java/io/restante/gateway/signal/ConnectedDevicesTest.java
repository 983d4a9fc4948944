package io.restante.gateway.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConnectedDevicesTest {
  private static final UserId ALICE = new UserId(1, 1);
  private static final UserId BOB = new UserId(1, 2);
  private static final ByteBuffer SIGNAL = ByteBuffer.wrap(new byte[] {7});

  private final ConnectedDevices devices = new ConnectedDevices();
  private final List<DeviceAddress> told = new ArrayList<>();

  @Test
  void everyDeviceOfTheUserIsToldAndNobodyElse() {
    devices.add(device(ALICE, 1));
    devices.add(device(ALICE, 2));
    devices.add(device(BOB, 1));
    assertThat(devices.signal(ALICE, SIGNAL)).isTrue();
    assertThat(told)
        .containsExactlyInAnyOrder(new DeviceAddress(ALICE, 1), new DeviceAddress(ALICE, 2));
  }

  @Test
  void whoIsAwayIsNotTold() {
    SignalTarget first = device(ALICE, 1);
    SignalTarget second = device(ALICE, 2);
    SignalTarget third = device(ALICE, 3);
    List.of(first, second, third).forEach(devices::add);
    devices.remove(second);
    devices.remove(first);
    assertThat(devices.signal(ALICE, SIGNAL)).isTrue();
    assertThat(told).containsExactly(third.address());
    devices.remove(third);
    assertThat(devices.signal(ALICE, SIGNAL)).isFalse();
  }

  @Test
  void theNewConnectionOfADeviceOutlivesItsOldOne() {
    SignalTarget old = device(ALICE, 1);
    devices.add(old);
    devices.add(device(ALICE, 1));
    devices.remove(old);
    devices.remove(old);
    assertThat(devices.signal(ALICE, SIGNAL)).isTrue();
    assertThat(told).hasSize(1);
  }

  private SignalTarget device(UserId user, int device) {
    DeviceAddress address = new DeviceAddress(user, device);
    return new SignalTarget() {
      @Override
      public DeviceAddress address() {
        return address;
      }

      @Override
      public void signal(ByteBuffer value) {
        told.add(address);
      }
    };
  }
}
