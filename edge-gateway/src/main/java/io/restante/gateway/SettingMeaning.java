package io.restante.gateway;

import org.jspecify.annotations.Nullable;

/// What a setting means.
///
/// @param name without `RESTANTE_`
/// @param unit what its number counts; empty for what is no number, and for durations, which are
///   ISO-8601
/// @param meaning what it sets, in a few words
/// @param limit what happens at it; null when it is no limit
record SettingMeaning(String name, String unit, String meaning, @Nullable Limit limit) {
  /// A limit.
  ///
  /// @param beyond what happens to who goes beyond it
  /// @param meter what counts or gauges it; empty when nothing does
  record Limit(String beyond, String meter) {}

  static SettingMeaning setting(String name, String meaning) {
    return new SettingMeaning(name, "", meaning, null);
  }

  static SettingMeaning setting(String name, String unit, String meaning) {
    return new SettingMeaning(name, unit, meaning, null);
  }

  /// Returns the same, as a limit.
  SettingMeaning beyondIt(String beyond, String meter) {
    return new SettingMeaning(name, unit, meaning, new Limit(beyond, meter));
  }

  /// Returns the meaning with its unit.
  String text() {
    return unit.isEmpty() ? meaning : meaning + ", " + unit;
  }
}
