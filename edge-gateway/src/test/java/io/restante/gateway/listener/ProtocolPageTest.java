package io.restante.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.restante.contract.DeviceAddress;
import io.restante.contract.EnvelopeCodec;
import io.restante.contract.GroupId;
import io.restante.contract.MessageId;
import io.restante.contract.Topics;
import io.restante.contract.UserId;
import io.restante.contract.Zigzag;
import io.restante.gateway.frame.ClientFrame;
import io.restante.gateway.frame.ClientFrameDecoder;
import io.restante.gateway.frame.RejectCode;
import io.restante.gateway.frame.ServerFrames;
import io.restante.gateway.session.CloseReason;
import io.restante.messaging.Message;
import io.restante.messaging.Presence;
import io.restante.messaging.PresenceState;
import io.restante.messaging.Signal;
import io.restante.messaging.Typing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds `docs/protocol.md` against the code: a client written from that page works.
final class ProtocolPageTest {
  private static final Pattern CLOSE_ROW =
      Pattern.compile("\\| (\\d{4}) \\| `(\\w+)` \\| ([^|]+) \\| [^|]+ \\|");
  private static final Pattern STATUS_ROW = Pattern.compile("\n\\| (\\d{3}) \\|");
  private static final Pattern CODE_ROW = Pattern.compile("\n\\| ([A-Z_]+) \\| (\\d) \\|");
  private static final ByteBufAllocator ALLOC = UnpooledByteBufAllocator.DEFAULT;

  private final String page;

  ProtocolPageTest() throws IOException {
    page = Files.readString(Path.of("../docs/protocol.md"));
  }

  @Test
  void everyFrameHasAnExample() {
    assertThat(DocumentedFrame.of(page))
        .extracting(DocumentedFrame::name)
        .contains("HELLO", "SEND", "ACK", "PING", "SEND_GROUP", "TYPING")
        .contains("READ", "ASK_RECEIPTS", "WATCH", "UNWATCH")
        .contains(
            "WELCOME", "ACCEPTED", "REJECTED", "DELIVER", "DRAINED", "PONG", "MOVED", "SIGNAL");
  }

  @Test
  void everyExampleIsWhatAvroWrites() throws IOException {
    for (DocumentedFrame frame : DocumentedFrame.of(page)) {
      assertThat(hex(frame.avro())).as(frame.name()).isEqualTo(hex(frame.bytes()));
      for (DocumentedFrame.Cell part : frame.parts()) {
        ByteBuffer expected = ByteBuffer.allocate(10);
        Zigzag.write(expected, Long.parseLong(part.value()));
        assertThat(hex(expected.flip())).as(frame.name()).isEqualTo(hex(part.bytes()));
      }
    }
  }

  @Test
  void everyClientExampleIsReadAsItSays() {
    for (DocumentedFrame frame : DocumentedFrame.of(page)) {
      if (frame.isClient()) {
        assertThat(ClientFrameDecoder.decode(frame.bytes()))
            .as(frame.name())
            .isEqualTo(clientFrame(frame));
      }
    }
  }

  @Test
  void everyServerExampleIsWhatTheNodeWrites() {
    for (DocumentedFrame frame : DocumentedFrame.of(page)) {
      if (!frame.isClient()) {
        ByteBuf written = serverFrame(frame);
        byte[] bytes = ByteBufUtil.getBytes(written);
        written.release();
        assertThat(bytes[0]).isEqualTo((byte) 0x82);
        assertThat(bytes[1]).isEqualTo((byte) frame.bytes().remaining());
        assertThat(hex(ByteBuffer.wrap(bytes, 2, bytes.length - 2)))
            .as(frame.name())
            .isEqualTo(hex(frame.bytes()));
      }
    }
  }

  @Test
  void envelopeOfTheExampleIsARecordOfTheLog() {
    DocumentedFrame deliver =
        DocumentedFrame.of(page).stream()
            .filter(frame -> frame.name().equals("DELIVER"))
            .findFirst()
            .orElseThrow();
    Message message = EnvelopeCodec.decode(deliver.cell("envelope").bytes()).getMessage();
    assertThat(message).isNotNull();
    assertThat(message.getNumber()).isEqualTo(42);
  }

  @Test
  void signalsOfTheExamplesAreRecordsOfTheTopic() {
    List<Signal> signals =
        DocumentedFrame.of(page).stream()
            .filter(each -> each.name().equals("SIGNAL"))
            .map(frame -> frame.cell("signal").bytes().array())
            .map(bytes -> Topics.SIGNALS.values().deserializer().deserialize("", bytes))
            .toList();
    assertThat(signals).hasSize(2);
    Presence presence = signals.get(1).getPresence();
    assertThat(presence).isNotNull();
    assertThat(presence.getState()).isEqualTo(PresenceState.OFFLINE);
    assertThat(presence.getLastSeen()).isEqualTo(Instant.ofEpochMilli(1_795_316_400_123L));
    Typing typing = signals.getFirst().getTyping();
    assertThat(typing).isNotNull();
    assertThat(typing.getGroup()).isNotNull();
    assertThat(typing.getSenderDevice()).isEqualTo(1);
  }

  @Test
  void maskedAndUnmaskedMessagesAreAsShown() {
    ByteBuf pong = ServerFrames.pong(ALLOC, -7);
    String shown = ByteBufUtil.hexDump(pong).replaceAll("..(?!$)", "$0 ");
    pong.release();
    assertThat(page).contains("`" + shown + "`").contains("`82 82 01 02 03 04 07 0f`");
    assertThat(new byte[] {0x07 ^ 1, 0x0f ^ 2}).isEqualTo(new byte[] {6, 13});
  }

  @Test
  void closeCodesAreTheOnesOfTheCode() {
    List<String> rows = new ArrayList<>();
    Matcher row = CLOSE_ROW.matcher(page);
    while (row.find()) {
      rows.add(row.group(1) + " " + row.group(2) + " " + row.group(3));
    }
    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(CloseReason.values())
                .map(reason -> reason.code() + " " + reason.name() + " " + reason.text())
                .toList());
    assertThat(CloseReason.values()).extracting(CloseReason::code).doesNotHaveDuplicates();
    assertThat(CloseReason.values())
        .allSatisfy(reason -> assertThat(reason.text()).hasSizeLessThanOrEqualTo(123).isASCII());
  }

  @Test
  void statusesAndRejectCodesAreTheOnesOfTheCode() {
    List<Integer> statuses =
        STATUS_ROW.matcher(page).results().map(row -> Integer.valueOf(row.group(1))).toList();
    assertThat(statuses)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(HttpRefusal.values()).map(HttpRefusal::status).distinct().toList());
    List<String> codes =
        CODE_ROW.matcher(page).results().map(row -> row.group(1) + " " + row.group(2)).toList();
    assertThat(codes)
        .containsExactlyElementsOf(
            Stream.of(RejectCode.values()).map(code -> code + " " + code.number()).toList());
  }

  private static ClientFrame clientFrame(DocumentedFrame frame) {
    return switch (frame.name()) {
      case "HELLO" -> {
        boolean isResuming = frame.fields().containsKey("resume.log");
        yield new ClientFrame.Hello(
            frame.cell("ticket").bytes(),
            new ClientFrame.Past(
                isResuming
                    ? new ClientFrame.Resume(
                        uuid(frame, "resume.log"), number(frame, "resume.storedUpTo"))
                    : null,
                frame.fields().containsKey("unreachable") ? text(frame, "unreachable") : null));
      }
      case "SEND" -> send(frame);
      case "SEND_GROUP" -> {
        UUID id = uuid(frame, "id");
        UUID group = uuid(frame, "group");
        yield new ClientFrame.SendGroup(
            new MessageId(id.getMostSignificantBits(), id.getLeastSignificantBits()),
            new GroupId(group.getMostSignificantBits(), group.getLeastSignificantBits()),
            number(frame, "number"),
            number(frame, "revision"),
            number(frame, "settled"),
            frame.cell("ciphertext").bytes());
      }
      case "TYPING" -> typing(frame);
      case "WATCH" -> new ClientFrame.Watch(users(frame, "users"), true);
      case "UNWATCH" -> new ClientFrame.Watch(users(frame, "users"), false);
      case "READ" -> {
        UUID sender = uuid(frame, "sender");
        UserId user = new UserId(sender.getMostSignificantBits(), sender.getLeastSignificantBits());
        yield new ClientFrame.Read(
            frame.fields().containsKey("group") ? group(frame) : null,
            new DeviceAddress(user, (int) number(frame, "senderDevice")),
            number(frame, "number"));
      }
      case "ASK_RECEIPTS" -> new ClientFrame.AskReceipts(group(frame));
      case "ACK" -> new ClientFrame.Ack(number(frame, "upTo"));
      case "PING" -> new ClientFrame.Ping(number(frame, "nonce"));
      default -> throw new AssertionError("no client frame: " + frame.name());
    };
  }

  private static GroupId group(DocumentedFrame frame) {
    UUID group = uuid(frame, "group");
    return new GroupId(group.getMostSignificantBits(), group.getLeastSignificantBits());
  }

  private static List<UserId> users(DocumentedFrame frame, String field) {
    List<UserId> users = new ArrayList<>();
    for (int i = 0; frame.fields().containsKey(field + "[" + i + "]"); i++) {
      UUID user = uuid(frame, field + "[" + i + "]");
      users.add(new UserId(user.getMostSignificantBits(), user.getLeastSignificantBits()));
    }
    return users;
  }

  private static ClientFrame typing(DocumentedFrame frame) {
    List<UserId> recipients = users(frame, "recipients");
    if (!frame.fields().containsKey("group")) {
      return new ClientFrame.Typing(null, recipients);
    }
    UUID group = uuid(frame, "group");
    return new ClientFrame.Typing(
        new GroupId(group.getMostSignificantBits(), group.getLeastSignificantBits()), recipients);
  }

  private static ClientFrame send(DocumentedFrame frame) {
    UUID id = uuid(frame, "id");
    UUID recipient = uuid(frame, "recipient");
    List<ClientFrame.Copy> copies = new ArrayList<>();
    for (int i = 0; frame.fields().containsKey("copies[" + i + "].device"); i++) {
      copies.add(
          new ClientFrame.Copy(
              (int) number(frame, "copies[" + i + "].device"),
              frame.cell("copies[" + i + "].ciphertext").bytes()));
    }
    return new ClientFrame.Send(
        new MessageId(id.getMostSignificantBits(), id.getLeastSignificantBits()),
        new UserId(recipient.getMostSignificantBits(), recipient.getLeastSignificantBits()),
        number(frame, "number"),
        number(frame, "deviceListRevision"),
        copies);
  }

  private static ByteBuf serverFrame(DocumentedFrame frame) {
    return switch (frame.name()) {
      case "WELCOME" ->
          ServerFrames.welcome(
              ALLOC,
              new ServerFrames.Welcome(
                  uuid(frame, "log"),
                  (int) number(frame, "windowEnvelopes"),
                  (int) number(frame, "windowBytes"),
                  (int) number(frame, "sendWindow"),
                  (int) number(frame, "idleTimeoutMs"),
                  number(frame, "serverTime")));
      case "ACCEPTED" -> ServerFrames.accepted(ALLOC, id(frame), number(frame, "acceptedAt"));
      case "REJECTED" -> {
        String detail = frame.cell("detail").value();
        yield ServerFrames.rejected(
            ALLOC,
            new ServerFrames.Rejected(
                frame.fields().containsKey("id") ? id(frame) : null,
                RejectCode.valueOf(frame.cell("code").value()),
                (int) number(frame, "retryAfterMs"),
                detail.substring(1, detail.length() - 1)));
      }
      case "DELIVER" ->
          ServerFrames.deliver(ALLOC, number(frame, "offset"), frame.cell("envelope").bytes());
      case "SIGNAL" -> ServerFrames.signal(ALLOC, frame.cell("signal").bytes());
      case "DRAINED" -> ServerFrames.drained(ALLOC);
      case "PONG" -> ServerFrames.pong(ALLOC, number(frame, "nonce"));
      case "MOVED" -> {
        yield ServerFrames.moved(ALLOC, text(frame, "home"));
      }
      default -> throw new AssertionError("no server frame: " + frame.name());
    };
  }

  private static MessageId id(DocumentedFrame frame) {
    UUID id = uuid(frame, "id");
    return new MessageId(id.getMostSignificantBits(), id.getLeastSignificantBits());
  }

  private static String text(DocumentedFrame frame, String path) {
    String quoted = frame.cell(path).value();
    return quoted.substring(1, quoted.length() - 1);
  }

  private static long number(DocumentedFrame frame, String path) {
    return Long.parseLong(frame.cell(path).value());
  }

  private static UUID uuid(DocumentedFrame frame, String path) {
    ByteBuffer bytes = frame.cell(path).bytes();
    return new UUID(bytes.getLong(0), bytes.getLong(8));
  }

  private static String hex(ByteBuffer bytes) {
    return ByteBufUtil.hexDump(Unpooled.wrappedBuffer(bytes));
  }
}
