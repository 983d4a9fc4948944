package io.restante.gateway.snapshot;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Which bucket snapshots are in, and how it is reached.
///
/// @param endpoint where the store is; null for the region's own
/// @param region the bucket's region
/// @param bucket the bucket, which has to be there
/// @param hasPathStyle whether the bucket is named in the path, not in the host
/// @param credentialsFile a file with the id of the access key in its first line and the key itself
///   in its second
public record S3Settings(
    @Nullable URI endpoint,
    String region,
    String bucket,
    boolean hasPathStyle,
    Path credentialsFile) {}
