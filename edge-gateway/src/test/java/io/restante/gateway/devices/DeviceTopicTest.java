package io.restante.gateway.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.DeviceAddress;
import io.restante.contract.DirectoryKeys;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.directory.DeviceKey;
import io.restante.directory.DeviceListMarker;
import io.restante.directory.DeviceRow;
import io.restante.directory.ListedDevice;
import io.restante.gateway.index.DeviceStore.Change;
import io.restante.gateway.index.DeviceStore.Listed;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a record of `directory.devices` says to a node, of each version of its value.
final class DeviceTopicTest {
  private static final UserId ALICE = new UserId(0x0123_4567_89AB_7DEFL, 1);
  private static final DeviceAddress LIST = new DeviceAddress(ALICE, DirectoryKeys.LIST);
  private static final DeviceAddress PHONE = new DeviceAddress(ALICE, 3);
  private static final long REGISTERED_AT = 1_795_316_304_123L;
  private static final long APPENDED_AT = 1_795_316_304_600L;

  private final DeviceLogMetrics metrics = new DeviceLogMetrics();

  @Test
  void aDeviceIsWhatItsRecordSays() {
    DeviceRow row =
        new DeviceRow(
            new ListedDevice(1234, 5L, Instant.ofEpochMilli(REGISTERED_AT), 12L), null, false);
    assertThat(read(PHONE, row))
        .containsExactly(new Change(PHONE, new Listed(3, REGISTERED_AT, 5, 1234), APPENDED_AT));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMarkerSaysTheListsRevisionAndWhetherReadIsTold(boolean isReadTold) {
    DeviceRow row = new DeviceRow(null, new DeviceListMarker(6L, 12L), isReadTold);
    int tells = isReadTold ? Listed.TELLS_WHAT_IS_READ : 0;
    assertThat(read(LIST, row))
        .containsExactly(new Change(LIST, new Listed(0, 0, 6, tells), APPENDED_AT));
  }

  @Test
  void nothingThatIsReadIsToldAfterAMarkerOfTheFirstVersion() {
    // Schema number 1, no device, a marker of revisions 6 and 12, and there it ends.
    assertThat(read(LIST, hex("00 00 00 00 01 00 02 0c 18")))
        .containsExactly(new Change(LIST, new Listed(0, 0, 6, 0), APPENDED_AT));
  }

  @Test
  void aMarkerOfTheSecondVersionHasItsSettingBehindTheRevisions() {
    assertThat(read(LIST, hex("00 00 00 00 02 00 02 0c 18 01")))
        .containsExactly(
            new Change(LIST, new Listed(0, 0, 6, Listed.TELLS_WHAT_IS_READ), APPENDED_AT));
  }

  @Test
  void aDeviceOfTheFirstVersionIsStillADevice() {
    // Registration id 1, epoch 5, registered at 0, revision 12; no marker.
    assertThat(read(PHONE, hex("00 00 00 00 01 02 02 0a 00 18 00")))
        .containsExactly(new Change(PHONE, new Listed(3, 0, 5, 1), APPENDED_AT));
  }

  @Test
  void aTombstoneSaysThatItIsGone() {
    assertThat(read(LIST, (byte[]) null)).containsExactly(new Change(LIST, null, APPENDED_AT));
  }

  @Test
  void whatCannotBeReadIsPassedOverAndCounted() {
    assertThat(
            DeviceTopic.read(
                List.of(
                    entry(key(LIST), hex("07 00 00 00 02")),
                    entry(new byte[3], null),
                    entry(key(PHONE), null)),
                metrics))
        .containsExactly(new Change(PHONE, null, APPENDED_AT));
    assertThat(metrics.poison.sum()).isEqualTo(2);
    assertThat(metrics.rows.sum()).isEqualTo(1);
  }

  private List<Change> read(DeviceAddress device, DeviceRow row) {
    return read(device, Topics.DEVICES.values().serializer().serialize("", row));
  }

  private List<Change> read(DeviceAddress device, byte @Nullable [] value) {
    return DeviceTopic.read(List.of(entry(key(device), value)), metrics);
  }

  private static byte[] key(DeviceAddress device) {
    DeviceKey key = DirectoryKeys.device(device);
    return Topics.DEVICES.keys().serializer().serialize("", key);
  }

  private static byte[] hex(String bytes) {
    return HexFormat.ofDelimiter(" ").parseHex(bytes);
  }

  private static ConsumerRecord<byte[], byte[]> entry(byte[] key, byte @Nullable [] value) {
    return new ConsumerRecord<>(
        Topics.DEVICES.name(),
        3,
        0,
        APPENDED_AT,
        TimestampType.CREATE_TIME,
        key.length,
        value == null ? -1 : value.length,
        key,
        value,
        new RecordHeaders(),
        Optional.empty());
  }
}
