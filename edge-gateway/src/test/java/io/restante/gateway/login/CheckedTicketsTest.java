package io.restante.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CheckedTicketsTest {
  private static final byte[] TICKET = new byte[120];

  private final CheckedTickets checked = new CheckedTickets();
  private final ByteBuffer key = newKey();

  @Test
  void onlyWhatWasAddedIsContained() {
    byte[] fingerprint = CheckedTickets.fingerprint(key, ByteBuffer.wrap(TICKET));

    assertThat(checked.contains(fingerprint)).isFalse();
    checked.add(fingerprint);
    assertThat(checked.contains(fingerprint.clone())).isTrue();
  }

  @Test
  void everyByteAndTheKeyCount() {
    checked.add(CheckedTickets.fingerprint(key, ByteBuffer.wrap(TICKET)));

    for (int at = 0; at < TICKET.length; at++) {
      byte[] bent = TICKET.clone();
      bent[at] ^= 1;
      assertThat(checked.contains(CheckedTickets.fingerprint(key, ByteBuffer.wrap(bent))))
          .isFalse();
    }
    assertThat(checked.contains(CheckedTickets.fingerprint(newKey(), ByteBuffer.wrap(TICKET))))
        .isFalse();
  }

  @Test
  void rowIsSharedAndWhatDoesNotFitPushesOneOut() {
    List<byte[]> neighbours = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      byte[] neighbour = CheckedTickets.fingerprint(key, ByteBuffer.wrap(TICKET));
      neighbour[31] = (byte) i;
      neighbours.add(neighbour);
    }

    neighbours.subList(0, 4).forEach(checked::add);
    assertThat(neighbours.subList(0, 4)).allMatch(checked::contains);
    assertThat(checked.contains(neighbours.getLast())).isFalse();

    checked.add(neighbours.getLast());
    assertThat(checked.contains(neighbours.getLast())).isTrue();
    assertThat(neighbours.stream().filter(checked::contains)).hasSize(4);
  }

  @Test
  void bufferIsLeftAloneAndMayBeginAnywhere() {
    ByteBuffer padded = ByteBuffer.allocate(200).position(40).limit(40 + TICKET.length);

    byte[] fingerprint = CheckedTickets.fingerprint(key, padded);

    assertThat(padded.position()).isEqualTo(40);
    assertThat(Arrays.equals(fingerprint, CheckedTickets.fingerprint(key, ByteBuffer.wrap(TICKET))))
        .isTrue();
  }

  private static ByteBuffer newKey() {
    try {
      return ByteBuffer.wrap(
          KeyPairGenerator.getInstance(TicketKeys.ALGORITHM)
              .generateKeyPair()
              .getPublic()
              .getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no ticket key", e);
    }
  }
}
