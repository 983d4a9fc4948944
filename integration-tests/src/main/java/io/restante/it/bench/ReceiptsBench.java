package io.restante.it.bench;

import io.restante.contract.DeviceAddress;
import io.restante.contract.Topics;
import io.restante.messaging.EnvelopeKind;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// What receipts cost the log: of a thousand messages to a group of 1,024, and of messages between
/// two at several rates.
final class ReceiptsBench implements Benchmark {
  private static final int MEMBERS = 1_024;
  private static final int MESSAGES = 1_000;
  private static final double RATE = 50;
  private static final int PAIRS = 100;
  private static final long QUIET_NANOS = 4_000_000_000L;
  private static final String PROGRESS = "streams-receipts-progress-changelog";
  private static final String MARKS = "streams-receipts-marks-changelog";
  private static final List<String> OTHERS =
      List.of(Topics.GROUP_ENVELOPES.name(), Topics.RECEIPTS.name(), PROGRESS, MARKS);

  @Override
  public String name() {
    return "receipts";
  }

  @Override
  public void run(Lab lab) throws Exception {
    lab.figures().set("receipts.members", MEMBERS);
    lab.figures().set("receipts.group_messages_per_s", RATE);
    lab.start(options -> options.withAccounts().withConnectors().withTopologies());
    group(lab);
    pairs(lab, 0.2);
    pairs(lab, 10);
  }

  private static void group(Lab lab) throws Exception {
    try (Groups groups = new Groups(lab, 1, MEMBERS)) {
      groups.load(RATE, Warmth.ofSeconds(lab.isQuick() ? 2 : 10, 1));
      groups.settle();
      LockSupport.parkNanos(QUIET_NANOS);
      for (int run = 0; run < lab.runs(); run++) {
        try (RecordMeter meter = new RecordMeter(lab.estate().bootstrapServers(), OTHERS)) {
          groups.load(RATE, Warmth.ofSeconds(0, (int) (MESSAGES / RATE)));
          groups.settle();
          LockSupport.parkNanos(QUIET_NANOS);
          meter.read();
          lab.figures().add("receipts.slots_per_conversation", meter.receiptSlots());
          share(lab, "receipts", meter);
        }
      }
    }
  }

  private static void pairs(Lab lab, double perSecond) throws Exception {
    List<DeviceAddress> made = Stream.generate(lab::newDevice).limit(2 * PAIRS).toList();
    new Directory(lab.estate().stores(), lab.random()).addUsers(made);
    String prefix = String.format(Locale.ROOT, "receipts.pairs_%.1f_per_s", perSecond);
    try (Pairs pairs = new Pairs(lab, made)) {
      for (int run = 0; run < lab.runs(); run++) {
        try (RecordMeter meter = new RecordMeter(lab.estate().bootstrapServers(), OTHERS)) {
          pairs.load(PAIRS * perSecond, Warmth.ofSeconds(0, 10));
          pairs.settle();
          LockSupport.parkNanos(QUIET_NANOS);
          meter.read();
          share(lab, prefix, meter);
        }
      }
    }
  }

  /// How many records receipts are, for each record of messages and their tombstones.
  private static void share(Lab lab, String prefix, RecordMeter meter) {
    long messages =
        meter.records(EnvelopeKind.MESSAGE)
            + meter.records(EnvelopeKind.GROUP_MESSAGE)
            + meter.records(EnvelopeKind.REMAINDER)
            + meter.records(Topics.GROUP_ENVELOPES.name());
    long receipts = meter.records(EnvelopeKind.RECEIPT) + meter.records(Topics.RECEIPTS.name());
    long stores = meter.records(PROGRESS) + meter.records(MARKS);
    lab.figures().add(prefix + ".record_share", receipts / (double) messages);
    lab.figures().add(prefix + ".store_record_share", stores / (double) messages);
    lab.step(
        String.format(
            Locale.ROOT,
            "%-24s %,d records of messages, %,d of receipts, %,d of stores",
            prefix,
            messages,
            receipts,
            stores));
  }
}
