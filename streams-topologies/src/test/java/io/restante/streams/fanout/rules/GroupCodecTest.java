package io.restante.streams.fanout.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.ContractException;
import io.restante.contract.UserId;
import io.restante.streams.fanout.rules.GroupState.Departed;
import io.restante.streams.fanout.rules.GroupState.Gone;
import io.restante.streams.fanout.rules.GroupState.Known;
import io.restante.streams.fanout.rules.GroupState.People;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupCodecTest {
  private static final UserId ANN = new UserId(1, 2);
  private static final UserId BOB = new UserId(-1, Long.MIN_VALUE);

  private static Stream<GroupState> states() {
    List<Member> two = List.of(new Member(ANN, 1), new Member(BOB, Long.MAX_VALUE));
    List<Departed> one = List.of(new Departed(BOB, Long.MAX_VALUE));
    return Stream.of(
        new Gone(0, List.of()),
        new Gone(Long.MAX_VALUE, one),
        new Known(1, 1, 0, true, 0, People.NOBODY),
        new Known(7, 6, 5, false, 99, new People(two, one)),
        new Known(
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            true,
            Long.MAX_VALUE,
            new People(two, one)),
        largest(1_024));
  }

  private static Known largest(int members) {
    List<Member> all =
        IntStream.range(0, members)
            .mapToObj(i -> new Member(new UserId(i, -i), 1_000_000 + i))
            .toList();
    return new Known(1_002_000, 1_002_000, 1_002_000, true, 1L << 40, new People(all, List.of()));
  }

  @ParameterizedTest
  @MethodSource("states")
  void whatIsWrittenIsReadAgain(GroupState state) {
    assertThat(GroupCodec.decode(GroupCodec.encode(state))).isEqualTo(state);
  }

  @Test
  void theBytesAreThoseOfTheTablesThatAreThere() {
    GroupState state =
        new Known(3, 2, 3, true, 5, new People(List.of(new Member(ANN, 2)), List.of()));
    assertThat(HexFormat.of().formatHex(GroupCodec.encode(state)))
        .isEqualTo("01010a00060406020000000000000001000000000000000204");
  }

  @Test
  void aGroupOfTheLargestSizeTakesWhatTheCostPageSays() {
    assertThat(GroupCodec.encode(largest(1_024)).length).isBetween(17_000, 21_000);
  }

  @ParameterizedTest
  @MethodSource("states")
  void noPartOfAValueIsTakenForAValue(GroupState state) {
    byte[] whole = GroupCodec.encode(state);
    IntStream.range(0, whole.length)
        .filter(length -> length < 200 || length > whole.length - 50)
        .forEach(
            length ->
                assertThatThrownBy(() -> GroupCodec.decode(Arrays.copyOf(whole, length)))
                    .isInstanceOf(ContractException.class));
    assertThatThrownBy(() -> GroupCodec.decode(Arrays.copyOf(whole, whole.length + 1)))
        .isInstanceOf(ContractException.class)
        .hasMessageContaining("left over");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0201", "0103", "01ff", "0100000001", "010000feffffff0f", "0100000201"})
  void whatIsNoGroupIsRefused(String hex) {
    assertThatThrownBy(() -> GroupCodec.decode(HexFormat.of().parseHex(hex)))
        .isInstanceOf(ContractException.class);
  }

  @Test
  void chanceIsRefusedOrReadAndNothingElseHappens() {
    Random random = new Random(20_261_122);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (bytes.length > 1) {
        bytes[0] = 1;
        bytes[1] = (byte) random.nextInt(3);
      }
      try {
        GroupState read = GroupCodec.decode(bytes);
        assertThat(GroupCodec.decode(GroupCodec.encode(read))).isEqualTo(read);
      } catch (ContractException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }
}
