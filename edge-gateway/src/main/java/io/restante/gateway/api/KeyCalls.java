package io.restante.gateway.api;

import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.gateway.api.UserKeys.DeviceBundle;
import io.restante.gateway.directory.DeviceLists;
import io.restante.gateway.directory.DeviceLists.DeviceList;
import io.restante.gateway.directory.DeviceLists.ListedDevice;
import io.restante.gateway.http.Allowance;
import io.restante.gateway.http.Answer;
import io.restante.gateway.http.Body;
import io.restante.gateway.http.Call;
import io.restante.gateway.http.Caller.TicketHolder;
import io.restante.gateway.http.Nothing;
import io.restante.gateway.http.Problem;
import io.restante.gateway.http.Route;
import io.restante.gateway.http.Scheme;
import io.restante.gateway.http.Verb;
import io.restante.gateway.keys.Bundle;
import io.restante.gateway.keys.KeyBytes;
import io.restante.gateway.keys.KeyStore;
import io.restante.gateway.limit.LimitRule;
import io.restante.gateway.limit.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/// Keys: publishing one's own, fetching those of others. Thread-safe.
///
/// Fetching takes one-time keys away, so it is limited three times: by who asks, by whose keys, and
/// by both. The three are taken one after the other; what was taken before a refusal stays taken.
final class KeyCalls {
  private final KeyStore keys;
  private final DeviceLists deviceLists;
  private final Limits limits;
  private final LowKeysTeller teller;

  KeyCalls(KeyStore keys, DeviceLists deviceLists, Limits limits, LowKeysTeller teller) {
    this.keys = keys;
    this.deviceLists = deviceLists;
    this.limits = limits;
    this.teller = teller;
  }

  List<Route<?, ?, ?>> routes() {
    return List.of(
        new Route<>(
            Verb.PUT,
            "/keys",
            Scheme.TICKET,
            Body.withKeys(MoreKeys.class),
            Answer.NOTHING,
            this::publish),
        new Route<>(
            Verb.GET,
            "/keys/counts",
            Scheme.TICKET,
            Body.NONE,
            Answer.ok(KeyCount.class),
            call -> KeyCount.of(keys.counts(call.caller().device()))),
        new Route<>(
            Verb.GET,
            "/users/{user}/keys?devices",
            Scheme.TICKET,
            Body.NONE,
            Answer.ok(UserKeys.class),
            this::fetch),
        new Route<>(
            Verb.GET,
            "/users/{user}/devices",
            Scheme.TICKET,
            Body.NONE,
            Answer.ok(UserDevices.class),
            this::look));
  }

  private UserDevices look(Call<TicketHolder, Nothing> call) {
    UserId user = call.user("user");
    Allowance.take(limits, LimitRule.LOOKUPS_PER_USER, call.caller().user().toString(), 1);
    return UserDevices.of(deviceList(user));
  }

  private Nothing publish(Call<TicketHolder, MoreKeys> call) {
    DeviceAddress device = call.caller().device();
    Allowance.take(limits, LimitRule.UPLOADS_PER_DEVICE, Subjects.device(device), 1);
    KeyBytes identity = keys.identityKey(device).orElseThrow(Problem.DEVICE_REMOVED::exception);
    KeyBytes named = call.body().identityKey();
    if (named != null && !named.equals(identity)) {
      throw Problem.FOREIGN_IDENTITY.exception();
    }
    return switch (keys.publish(device, call.body().refill(identity))) {
      case PUBLISHED -> Nothing.NOTHING;
      case UNKNOWN_DEVICE -> throw Problem.DEVICE_REMOVED.exception();
      case OTHER_IDENTITY -> throw Problem.FOREIGN_IDENTITY.exception();
      case TOO_MANY_KEYS -> throw Problem.TOO_MANY_KEYS.exception();
    };
  }

  private UserKeys fetch(Call<TicketHolder, Nothing> call) {
    UserId target = call.user("user");
    IntPredicate isWanted = wanted(call, target);
    DeviceList list = deviceList(target);
    List<Integer> devices =
        list.devices().stream().map(ListedDevice::device).filter(isWanted::test).toList();
    if (devices.isEmpty()) {
      throw Problem.UNKNOWN_DEVICE.exception();
    }
    takeLimits(call.caller().user(), target, devices.size());
    return claim(target, list.revision(), devices);
  }

  /// Returns which devices are wanted: those named, or all but the one that asks.
  private static IntPredicate wanted(Call<TicketHolder, Nothing> call, UserId target) {
    Optional<String> named = call.parameter("devices");
    if (named.isEmpty()) {
      DeviceAddress caller = call.caller().device();
      return device -> !caller.equals(new DeviceAddress(target, device));
    }
    TreeSet<Integer> devices = new TreeSet<>();
    for (String device : named.get().split(",", -1)) {
      devices.add(Call.parseDevice("devices", device));
    }
    return devices::contains;
  }

  private void takeLimits(UserId requester, UserId target, int cost) {
    Allowance.take(limits, LimitRule.KEYS_PER_REQUESTER, requester.toString(), cost);
    Allowance.take(limits, LimitRule.KEYS_PER_PAIR, Subjects.pair(requester, target), cost);
    Allowance.take(limits, LimitRule.KEYS_PER_TARGET, target.toString(), cost);
  }

  private UserKeys claim(UserId target, long revision, List<Integer> devices) {
    List<DeviceBundle> bundles = new ArrayList<>();
    KeyBytes identity = null;
    for (int device : devices) {
      DeviceAddress address = new DeviceAddress(target, device);
      Bundle bundle = keys.claim(address).orElse(null);
      if (bundle == null) {
        continue; // It was removed a moment ago.
      }
      teller.claimed(address, bundle.remaining());
      identity = identity == null ? bundle.identityKey() : identity;
      if (bundle.identityKey().equals(identity)) {
        bundles.add(DeviceBundle.of(device, bundle));
      }
    }
    if (identity == null) {
      throw Problem.UNKNOWN_DEVICE.exception();
    }
    return new UserKeys(identity, revision, bundles);
  }

  private DeviceList deviceList(UserId user) {
    return deviceLists.deviceList(user).orElseThrow(Problem.UNKNOWN_USER::exception);
  }
}
