package io.restante.gateway.http;

import io.restante.contract.DeviceAddress;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// One call of the API, after everything about its form was found right. Immutable.
///
/// @param caller who calls
/// @param body what was sent; valid in itself
/// @param path the values in the path, by the names of the template
/// @param query the parameters
/// @param source where the request came from, as a prefix (IPv4 /24, IPv6 /56), for limits
public record Call<C extends Caller, B>(
    C caller, B body, Map<String, String> path, Map<String, String> query, String source) {
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern DEVICE = Pattern.compile("[1-9][0-9]{0,2}");

  /// Copies the maps.
  public Call {
    path = Map.copyOf(path);
    query = Map.copyOf(query);
  }

  /// Returns a UUID of the path.
  public UUID uuid(String name) {
    return parseUuid(name, value(name));
  }

  /// Returns a user id of the path.
  public UserId user(String name) {
    UUID uuid = uuidV7(name);
    return new UserId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /// Returns a group id of the path.
  public GroupId group(String name) {
    UUID uuid = uuidV7(name);
    return new GroupId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /// Returns a device id of the path.
  public int device(String name) {
    return parseDevice(name, value(name));
  }

  /// Returns a parameter.
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /// Reads a device id.
  ///
  /// @param name what to name when it is none
  public static int parseDevice(String name, String text) {
    int device = DEVICE.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (device < 1 || device > DeviceAddress.DEVICE_MAX) {
      throw Problem.MALFORMED_REQUEST.field(name, "1.." + DeviceAddress.DEVICE_MAX);
    }
    return device;
  }

  private UUID uuidV7(String name) {
    UUID uuid = uuid(name);
    if (!UuidV7.isUuidV7(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits())) {
      throw Problem.MALFORMED_REQUEST.field(name, "a UUID of version 7");
    }
    return uuid;
  }

  private static UUID parseUuid(String name, String text) {
    if (!UUID_TEXT.matcher(text).matches()) {
      throw Problem.MALFORMED_REQUEST.field(name, "a UUID in lower case");
    }
    return UUID.fromString(text);
  }

  private String value(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException("path value: " + name + " (expected: one of the route)");
    }
    return value;
  }
}
