package io.restante.gateway;

/// The bounds of a node's queues to the log. When one is full, who fills it is slowed: sockets are
/// no longer read, lanes take no further events.
///
/// @param sendJobs `RESTANTE_SEND_QUEUE_JOBS`, SENDs that wait for the producer, default 16,384
/// @param sendBytes `RESTANTE_SEND_QUEUE_BYTES`, the same in bytes, default 33,554,432
/// @param housekeepingJobs `RESTANTE_HOUSEKEEPING_QUEUE_JOBS`, tombstones, receipts and notices
///   that wait for the producer, default 65,536
/// @param housekeepingBytes `RESTANTE_HOUSEKEEPING_QUEUE_BYTES`, the same in bytes, default
///   33,554,432
public record QueueLimits(
    int sendJobs, int sendBytes, int housekeepingJobs, int housekeepingBytes) {
  private static final int BYTES = 32 << 20;
  private static final int BYTES_LEAST = 1 << 20;
  private static final int BYTES_MOST = 1 << 30;
  private static final int JOBS_MOST = 1 << 24;

  static QueueLimits read(Environment from) {
    return new QueueLimits(
        from.number("SEND_QUEUE_JOBS", 16_384, 16, JOBS_MOST),
        from.number("SEND_QUEUE_BYTES", BYTES, BYTES_LEAST, BYTES_MOST),
        from.number("HOUSEKEEPING_QUEUE_JOBS", 65_536, 16, JOBS_MOST),
        from.number("HOUSEKEEPING_QUEUE_BYTES", BYTES, BYTES_LEAST, BYTES_MOST));
  }
}
