/// What runs in S3Proxy's process. Nothing else of the project is on its class path, and none of
/// its libraries (its AWS SDK, its guava, its Jackson) on the project's.
@NullMarked
package io.restante.s3;

import org.jspecify.annotations.NullMarked;
