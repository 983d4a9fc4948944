package io.restante.gateway.snapshot;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/// A bucket in S3, or in whatever speaks like it. Thread-safe.
///
/// Asks nobody but the endpoint it is given: credentials come from a file, and neither the
/// machine's profile nor its metadata service is looked at. Time limits: [#CONNECT_MAX] to connect,
/// [#SILENCE_MAX] without a byte read, [#CALL_MAX] for an answer with its repetitions; an upload
/// has a second more for each [#SLOWEST_BYTES_PER_SECOND].
public final class S3SnapshotStore implements SnapshotStore {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(1);
  private static final Duration SILENCE_MAX = Duration.ofSeconds(5);
  private static final Duration CALL_MAX = Duration.ofSeconds(10);
  private static final long SLOWEST_BYTES_PER_SECOND = 64 << 10;
  private static final int ATTEMPTS = 4;
  private static final int PAGE_KEYS = 1_000;
  private static final String FORM = "the access key's id in the first line, the key in the second";

  private final String bucket;
  private final S3Client client;

  private S3SnapshotStore(String bucket, S3Client client) {
    this.bucket = bucket;
    this.client = client;
  }

  /// Opens the bucket; asks nothing of it yet.
  ///
  /// @throws IOException when the credentials can't be read
  public static S3SnapshotStore open(S3Settings settings) throws IOException {
    ProfileFile nothing = ProfileFile.aggregator().build();
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(StaticCredentialsProvider.create(credentials(settings)))
            .forcePathStyle(settings.hasPathStyle())
            .disableS3ExpressSessionAuth(true)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                S3Configuration.builder()
                    .profileFile(() -> nothing)
                    .expectContinueEnabled(false)
                    .build())
            .overrideConfiguration(
                defaults ->
                    defaults
                        .defaultProfileFileSupplier(() -> nothing)
                        .apiCallTimeout(CALL_MAX)
                        .retryStrategy(
                            StandardRetryStrategy.builder().maxAttempts(ATTEMPTS).build()))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_MAX)
                    .socketTimeout(SILENCE_MAX));
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint());
    }
    return new S3SnapshotStore(settings.bucket(), builder.build());
  }

  private static AwsBasicCredentials credentials(S3Settings settings) throws IOException {
    List<String> lines = Files.readAllLines(settings.credentialsFile());
    if (lines.size() != 2 || lines.stream().anyMatch(String::isBlank)) {
      throw new IOException(settings.credentialsFile() + ": not as expected: " + FORM);
    }
    return AwsBasicCredentials.create(lines.get(0).strip(), lines.get(1).strip());
  }

  @Override
  public List<String> list(String prefix, int most) throws IOException {
    List<String> keys = new ArrayList<>();
    try {
      String next = null;
      do {
        String after = next;
        ListObjectsV2Response page =
            client.listObjectsV2(
                request ->
                    request
                        .bucket(bucket)
                        .prefix(prefix)
                        .maxKeys(Math.min(PAGE_KEYS, most))
                        .continuationToken(after));
        page.contents().stream().map(S3Object::key).forEach(keys::add);
        next = page.isTruncated() ? page.nextContinuationToken() : null;
      } while (next != null && keys.size() < most);
    } catch (SdkException e) {
      throw failed(e);
    }
    return keys.subList(0, Math.min(most, keys.size()));
  }

  @Override
  public void put(String key, long bytes, Content content) throws IOException {
    Duration most = CALL_MAX.plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND);
    try {
      client.putObject(
          request ->
              request
                  .bucket(bucket)
                  .key(key)
                  .overrideConfiguration(
                      AwsRequestOverrideConfiguration.builder().apiCallTimeout(most).build()),
          RequestBody.fromContentProvider(
              () -> opened(content), bytes, "application/octet-stream"));
    } catch (SdkException e) {
      throw failed(e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static InputStream opened(Content content) {
    try {
      return content.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InputStream get(String key) throws IOException {
    try {
      return new Body(client.getObject(GetObjectRequest.builder().bucket(bucket).key(key).build()));
    } catch (NoSuchKeyException e) {
      throw new NoSuchFileException(key);
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  @Override
  public void delete(String key) throws IOException {
    try {
      client.deleteObject(request -> request.bucket(bucket).key(key));
    } catch (SdkException e) {
      throw failed(e);
    }
  }

  private static IOException failed(SdkException cause) {
    return new IOException(cause.getMessage(), cause);
  }

  @Override
  public void close() {
    client.close();
  }

  /// An object being read. Closed before its end, it lets go of the connection instead of reading
  /// on.
  private static final class Body extends FilterInputStream {
    private final ResponseInputStream<GetObjectResponse> object;
    private boolean isAtEnd;

    Body(ResponseInputStream<GetObjectResponse> object) {
      super(object);
      this.object = object;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      isAtEnd |= read < 0;
      return read;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      isAtEnd |= read < 0;
      return read;
    }

    @Override
    public void close() throws IOException {
      if (isAtEnd) {
        super.close();
      } else {
        object.abort();
      }
    }
  }
}
