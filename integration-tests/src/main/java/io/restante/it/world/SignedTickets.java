package io.restante.it.world;

import io.restante.contract.DeviceAddress;
import io.restante.gateway.login.TicketKeys;
import io.restante.gateway.login.TicketSigner;
import io.restante.it.device.TicketSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/// Tickets signed with the estate's own key, good for an hour. Thread-safe.
public final class SignedTickets implements TicketSource {
  private static final String CELL = "local";
  private static final Duration GOOD_FOR = Duration.ofHours(1);

  private final TicketSigner signer;
  private final InstantSource clock;

  /// Reads the signing key.
  public SignedTickets(Path signingKey, InstantSource clock) {
    try {
      this.signer = TicketKeys.loadSigner(signingKey);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.clock = clock;
  }

  @Override
  public byte[] ticketFor(DeviceAddress address) {
    return signer.sign(CELL, address, 0, clock.instant().plus(GOOD_FOR));
  }
}
