package io.restante.gateway.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.restante.gateway.frame.ClientFrame;
import io.restante.gateway.frame.ClientFrameDecoder;
import io.restante.gateway.session.CloseReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the section on long polling in `docs/protocol.md` against the code.
final class PollPageTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("```poll (request|answer)\n(.*?)\n\n(.*?)\n```", Pattern.DOTALL);
  private static final Pattern STATUS_ROW = Pattern.compile("\n\\| `(\\d{3})` \\| ([\\d, ]+) \\|");
  private static final Pattern REFUSAL_ROW =
      Pattern.compile("\n\\| `(\\d{3})` \\| ([A-Za-z][^|]+) \\| [^|]+ \\|");

  private final String page;

  PollPageTest() throws IOException {
    page = Files.readString(Path.of("../docs/protocol.md"));
  }

  private record Example(String kind, List<String> lines, ByteBuffer body) {
    HttpHeaders headers() {
      HttpHeaders headers = new DefaultHttpHeaders();
      lines.stream()
          .skip(1)
          .map(line -> line.split(": ", 2))
          .forEach(parts -> headers.add(parts[0], parts[1]));
      return headers;
    }

    List<ByteBuffer> frames() {
      List<ByteBuffer> frames = new ArrayList<>();
      ByteBuffer rest = body.duplicate();
      while (rest.hasRemaining()) {
        ByteBuffer frame = PollBody.next(rest);
        assertThat(frame).isNotNull();
        frames.add(frame);
      }
      return frames;
    }
  }

  private List<Example> examples(String kind) {
    List<Example> examples = new ArrayList<>();
    Matcher example = EXAMPLE.matcher(page);
    while (example.find()) {
      byte[] body = ByteBufUtil.decodeHexDump(example.group(3).replaceAll("\\s", ""));
      examples.add(
          new Example(example.group(1), example.group(2).lines().toList(), ByteBuffer.wrap(body)));
    }
    return examples.stream().filter(each -> each.kind().equals(kind)).toList();
  }

  @Test
  void requestsAreReadAsTheySay() {
    List<Example> requests = examples("request");
    assertThat(requests).hasSize(2);
    for (Example request : requests) {
      HttpHeaders headers = request.headers();
      assertThat(request.lines().getFirst()).isEqualTo("POST /v1/poll HTTP/1.1");
      assertThat(headers.getInt("Content-Length")).isEqualTo(request.body().remaining());
      assertThat(PollRequest.of(headers)).isNotNull();
    }
    assertThat(PollRequest.of(requests.get(0).headers())).isNotNull().matches(PollRequest::isFirst);
    assertThat(ClientFrameDecoder.decode(requests.get(0).frames().getFirst()))
        .isInstanceOf(ClientFrame.Hello.class);
    assertThat(requests.get(1).frames().stream().map(ClientFrameDecoder::decode))
        .containsExactly(new ClientFrame.Ack(1001), new ClientFrame.Ping(-7));
    String authorization = requests.get(1).headers().get("Authorization");
    assertThat(PollToken.of(authorization))
        .isEqualTo(new PollToken(0x0011223344556677L, 0x8899aabbccddeeffL))
        .hasToString("***");
    assertThat("Bearer " + new PollToken(0x0011223344556677L, 0x8899aabbccddeeffL).text())
        .isEqualTo(authorization);
  }

  @Test
  void answersAreWhatTheNodeWrites() {
    List<Example> answers = examples("answer");
    assertThat(answers).hasSize(2);
    for (Example answer : answers) {
      HttpHeaders headers = answer.headers();
      List<ByteBuf> frames =
          answer.frames().stream().map(Unpooled::wrappedBuffer).collect(Collectors.toList());
      ByteBuf body = PollBody.of(UnpooledByteBufAllocator.DEFAULT, frames);
      FullHttpResponse written =
          PollAnswer.of(
              null,
              Long.parseLong(headers.get(PollRequest.SENDING)),
              Long.parseLong(headers.get(PollRequest.EXPECTING)),
              body);
      String token = headers.get(PollAnswer.TOKEN);
      if (token != null) {
        written.headers().set(PollAnswer.TOKEN, token);
      }
      assertThat("HTTP/1.1 " + written.status()).isEqualTo(answer.lines().getFirst());
      assertThat(written.headers().entries()).hasToString(headers.entries().toString());
      assertThat(body.nioBuffer()).isEqualTo(answer.body());
      written.release();
    }
  }

  @Test
  void statusesAreThoseOfTheCode() {
    Map<Integer, List<Integer>> said = new TreeMap<>();
    STATUS_ROW
        .matcher(page)
        .results()
        .forEach(
            row ->
                said.put(
                    Integer.valueOf(row.group(1)),
                    Stream.of(row.group(2).split(", ")).map(Integer::valueOf).toList()));
    assertThat(said)
        .isEqualTo(
            Arrays.stream(CloseReason.values())
                .collect(
                    Collectors.groupingBy(
                        PollAnswer::status,
                        TreeMap::new,
                        Collectors.mapping(CloseReason::code, Collectors.toList()))));
  }

  @Test
  void refusalsAreThoseOfTheCode() {
    assertThat(REFUSAL_ROW.matcher(page).results().map(row -> row.group(1) + " " + row.group(2)))
        .containsExactlyElementsOf(
            Stream.of(PollRefusal.values())
                .map(refusal -> refusal.status() + " " + refusal.text())
                .toList());
  }
}
