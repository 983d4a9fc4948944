package io.restante.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Arrays;
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
  void fingerprintOfTheSamePlaceIsToldApartAndTakesThePlace() {
    byte[] first = CheckedTickets.fingerprint(key, ByteBuffer.wrap(TICKET));
    byte[] second = first.clone();
    second[31] ^= 1;

    checked.add(first);
    assertThat(checked.contains(second)).isFalse();
    checked.add(second);
    assertThat(checked.contains(second)).isTrue();
    assertThat(checked.contains(first)).isFalse();
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
