package io.restante.gateway.snapshot;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A stream that can be read no faster than so many bytes a second. Used by one thread.
final class PacedStream extends FilterInputStream {
  private static final int PIECE_BYTES = 1 << 16;

  private final double nanosPerByte;
  private final long beganAtNanos = System.nanoTime();
  private long bytes;

  PacedStream(InputStream in, int bytesPerSecond) {
    super(in);
    this.nanosPerByte = (double) TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    pace(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int read = super.read(into, from, Math.min(length, PIECE_BYTES));
    pace(Math.max(0, read));
    return read;
  }

  private void pace(int more) {
    bytes += more;
    long early = (long) (bytes * nanosPerByte) - (System.nanoTime() - beganAtNanos);
    if (early > 0) {
      LockSupport.parkNanos(early);
    }
  }
}
