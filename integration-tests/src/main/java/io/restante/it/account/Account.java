package io.restante.it.account;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.it.vault.Vault;
import java.util.Optional;
import java.util.UUID;

/// Who a device is. Immutable; its text form says nothing.
///
/// @param number the user's phone number
/// @param credential what tickets are got with
public record Account(UUID user, int device, String number, String credential) {
  private static final String NAME = "account/self";

  /// Returns whose device a vault belongs to, once it is registered or linked.
  public static Optional<Account> in(Vault vault) {
    byte[] bytes = vault.get(NAME);
    return Optional.ofNullable(bytes).map(json -> Json.readOwn(json, Account.class));
  }

  void putInto(Vault vault) {
    vault.put(NAME, Json.write(this));
  }

  /// Returns the device's address.
  public DeviceAddress address() {
    return new DeviceAddress(userId(user), device);
  }

  @Override
  public String toString() {
    return "***";
  }

  /// Returns a user's id as the contracts have it.
  public static UserId userId(UUID user) {
    return new UserId(user.getMostSignificantBits(), user.getLeastSignificantBits());
  }

  /// Returns a user's id as the API has it.
  public static UUID uuid(UserId user) {
    return new UUID(user.high(), user.low());
  }
}
