package io.restante.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/// Runs one S3 server over a directory until it is told to stop.
///
/// Arguments: data directory, host, port, bucket, a file with an access key (its id in the first
/// line, the key in the second). The bucket is a directory and there from the start. It prints
/// `ready <host>:<port>` on standard output once it serves. SIGTERM stops it; when its standard
/// input closes, whoever started it is gone, and it halts at once: an object appears by renaming.
public final class S3Main {
  private static final int ARGUMENTS = 5;

  private S3Main() {}

  /// Starts the server and returns; its threads go on.
  ///
  /// @param arguments data directory, host, port, bucket, credentials file
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != ARGUMENTS) {
      System.err.println("usage: S3Main DATA-DIRECTORY HOST PORT BUCKET CREDENTIALS-FILE");
      System.exit(2);
    }
    haltWhenClosed(System.in);
    Path data = Path.of(arguments[0]).toAbsolutePath();
    String where = arguments[1] + ":" + Integer.parseInt(arguments[2]);
    Files.createDirectories(data.resolve(arguments[3]));
    List<String> key = Files.readAllLines(Path.of(arguments[4]));

    S3Proxy.builder()
        .blobStore(new FilesystemNio2BlobStore(data.toString()))
        .endpoint(URI.create("http://" + where))
        .awsAuthentication(AuthenticationType.AWS_V4, key.get(0), key.get(1))
        .build()
        .start();
    System.out.println("ready " + where);
  }

  private static void haltWhenClosed(InputStream in) {
    Thread.ofPlatform()
        .name("parent-watch")
        .daemon()
        .start(
            () -> {
              try {
                while (in.read() >= 0) {
                  // The parent says nothing; only the end of the stream matters.
                }
              } catch (IOException e) {
                System.out.println("standard input broke: " + e.getMessage());
              }
              Runtime.getRuntime().halt(1);
            });
  }
}
