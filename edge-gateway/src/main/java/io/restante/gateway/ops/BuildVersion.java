package io.restante.gateway.ops;

import org.jspecify.annotations.Nullable;

/// What a process runs.
///
/// @param version the version that the jar was built as; `development` outside of a jar
/// @param java the JVM's version
public record BuildVersion(String version, String java) {
  /// Returns the version of the jar that this class is in.
  public static BuildVersion ofThisJar() {
    @Nullable String version = BuildVersion.class.getPackage().getImplementationVersion();
    return new BuildVersion(
        version == null ? "development" : version, Runtime.version().toString());
  }
}
