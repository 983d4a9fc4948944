package io.restante.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.gateway.keys.KeyBytes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class IdentityVerifierTest {
  // The vector that Signal's own libraries are tested with.
  private static final KeyBytes ALICE =
      KeyBytes.ofHex("05ab7e717d4a163b7d9a1d8071dfe9dcf8cdcd1cea3339b6356be84d887e322c64");
  private static final KeyBytes EPHEMERAL =
      KeyBytes.ofHex("05edce9d9c415ca78cb7252e72c2c4a554d3eb29485a0e1d503118d1a82d99fb4a");
  private static final KeyBytes SIGNATURE =
      KeyBytes.ofHex(
          "5de88ca9a89b4a115da79109c67c9c7464a3e4180274f1cb8c63c2984e286dfb"
              + "ede82deb9dcd9fae0bfbb821569b3d9001bd8130cd11d486cef047bd60b86e88");

  @Test
  void signalsVectorIsAccepted() {
    assertThat(IdentityVerifier.of(ALICE).verify(EPHEMERAL, SIGNATURE)).isTrue();
  }

  @Test
  void noByteOfTheSignatureCanBeChanged() {
    for (int i = 0; i < SIGNATURE.length(); i++) {
      KeyBytes changed = TestIdentity.flipped(SIGNATURE, i);
      assertThat(IdentityVerifier.of(ALICE).verify(EPHEMERAL, changed)).as("byte %d", i).isFalse();
    }
  }

  @Test
  void neitherMessageNorKeyCanBeChanged() {
    assertThat(IdentityVerifier.of(ALICE).verify(TestIdentity.flipped(EPHEMERAL, 7), SIGNATURE))
        .isFalse();
    assertThat(IdentityVerifier.of(TestIdentity.flipped(ALICE, 9)).verify(EPHEMERAL, SIGNATURE))
        .isFalse();
  }

  @Test
  void bothSignsOfAPointAreFound() {
    boolean[] seen = new boolean[2];
    for (int i = 0; i < 64 && !(seen[0] && seen[1]); i++) {
      TestIdentity identity = new TestIdentity(i);
      KeyBytes message = identity.ecKey();
      assertThat(IdentityVerifier.of(identity.key()).verify(message, identity.sign(message)))
          .isTrue();
      seen[identity.isNegative() ? 1 : 0] = true;
    }
    assertThat(seen).containsExactly(true, true);
  }

  @Test
  void keysThatAreNoPointsAndSignaturesOutOfRangeAreRefusedWithoutAnError() {
    byte[] minusOne = new byte[33];
    Arrays.fill(minusOne, (byte) 0xFF);
    minusOne[0] = 5;
    minusOne[1] = (byte) 0xEC;
    minusOne[32] = 0x7F;
    byte[] full = new byte[64];
    Arrays.fill(full, (byte) 0xFF);

    for (byte[] key : new byte[][] {minusOne, new byte[33], ALICE.toArray()}) {
      IdentityVerifier verifier = IdentityVerifier.of(KeyBytes.of(key));
      assertThat(verifier.verify(EPHEMERAL, KeyBytes.of(full))).isFalse();
      assertThat(verifier.verify(EPHEMERAL, KeyBytes.of(new byte[64]))).isFalse();
    }
  }
}
