package io.restante.it.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One connection: sends the handshake, then reads unmasked frames and hands over whole binary
/// messages.
///
/// Runs on the channel's event loop. Holds a buffer only while a frame is incomplete. Takes
/// messages in one frame only and of [#PAYLOAD_BYTES_MAX] at most, which is all a node sends;
/// anything else closes the connection with 1002.
public final class WebSocketClient extends ChannelInboundHandlerAdapter {
  /// The longest message taken.
  public static final int PAYLOAD_BYTES_MAX = 128 * 1024;

  private static final int HEAD_BYTES_MAX = 8 * 1024;
  private static final int NORMAL = 1000;
  private static final int PROTOCOL_ERROR = 1002;
  private static final int NO_CODE = 1005;

  private enum Phase {
    HANDSHAKE,
    OPEN,
    CLOSED
  }

  private final WebSocketListener listener;
  private final RandomGenerator random;
  private @Nullable Handshake handshake;
  private Phase phase = Phase.HANDSHAKE;
  private @Nullable ByteBuf rest;

  /// Creates the handler of one connection.
  ///
  /// @param gateway where the WebSocket is, `ws://host:port/path`
  /// @param random draws the key and the masks
  public WebSocketClient(URI gateway, RandomGenerator random, WebSocketListener listener) {
    this.handshake = new Handshake(gateway, random);
    this.random = random;
    this.listener = listener;
  }

  /// Says goodbye with a close frame; the other side then ends the connection. On the event loop
  /// only.
  public void close(Channel channel) {
    if (phase == Phase.OPEN) {
      var _ = channel.writeAndFlush(closeFrame(channel.alloc(), NORMAL, ""), channel.voidPromise());
    } else {
      var _ = channel.close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    Handshake opening = handshake;
    if (opening != null) {
      byte[] request = opening.request().getBytes(StandardCharsets.US_ASCII);
      var _ =
          context.writeAndFlush(
              context.alloc().buffer(request.length).writeBytes(request), context.voidPromise());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (rest != null) {
      rest.writeBytes(in);
      in.release();
      in = rest;
      rest = null;
    }
    try {
      boolean more = in.isReadable();
      while (more) {
        more = phase == Phase.HANDSHAKE ? readHead(context, in) : readFrame(context, in);
      }
      if (in.isReadable() && phase != Phase.CLOSED) {
        rest = context.alloc().buffer(Math.max(512, in.readableBytes() * 2)).writeBytes(in);
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (phase == Phase.OPEN) {
      listener.batchEnded(context.channel());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    over(WebSocketListener.BROKEN, "the connection broke");
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (rest != null) {
      rest.release();
      rest = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    over(WebSocketListener.BROKEN, cause.toString());
    var _ = context.close();
  }

  private boolean readHead(ChannelHandlerContext context, ByteBuf in) {
    String head = in.toString(StandardCharsets.ISO_8859_1);
    int end = head.indexOf("\r\n\r\n");
    Handshake opening = handshake;
    if ((end < 0 && head.length() <= HEAD_BYTES_MAX) || opening == null) {
      return false;
    }
    int status = end < 0 ? 0 : opening.judge(head.substring(0, end));
    if (status != 101) {
      over(status == 0 ? WebSocketListener.BROKEN : status, "the handshake was refused");
      var _ = context.close();
      return false;
    }
    in.skipBytes(end + 4);
    handshake = null;
    phase = Phase.OPEN;
    listener.opened(context.channel());
    return in.isReadable();
  }

  private boolean readFrame(ChannelHandlerContext context, ByteBuf in) {
    if (phase == Phase.CLOSED || in.readableBytes() < 2) {
      return false;
    }
    int start = in.readerIndex();
    int first = in.getUnsignedByte(start);
    int second = in.getUnsignedByte(start + 1);
    int header = second < 126 ? 2 : second == 126 ? 4 : 10;
    if (in.readableBytes() < header) {
      return false;
    }
    long length =
        switch (header) {
          case 2 -> second;
          case 4 -> in.getUnsignedShort(start + 2);
          default -> in.getLong(start + 2);
        };
    if ((first & 0xF0) != 0x80 || second > 127 || length < 0 || length > PAYLOAD_BYTES_MAX) {
      closeAtOnce(context, PROTOCOL_ERROR, "a frame of one whole, unmasked message was expected");
      over(PROTOCOL_ERROR, "the node sent a frame that no node sends");
      return false;
    }
    if (in.readableBytes() < header + length) {
      return false;
    }
    in.skipBytes(header);
    take(context, first & 0x0F, in, (int) length);
    return in.isReadable();
  }

  private void take(ChannelHandlerContext context, int opcode, ByteBuf in, int length) {
    int end = in.readerIndex() + length;
    int limit = in.writerIndex();
    in.writerIndex(end);
    switch (opcode) {
      case ClientFrames.BINARY -> listener.message(context.channel(), in);
      case ClientFrames.PING -> {
        ByteBuf out = context.alloc().buffer(ClientFrames.HEADER_BYTES_MAX + length);
        ClientFrames.pong(out, in, random.nextInt());
        var _ = context.writeAndFlush(out, context.voidPromise());
      }
      case ClientFrames.CLOSE -> takeClose(context, in);
      default -> {}
    }
    in.writerIndex(limit).readerIndex(end);
  }

  private void takeClose(ChannelHandlerContext context, ByteBuf in) {
    int code = in.readableBytes() >= 2 ? in.readUnsignedShort() : NO_CODE;
    String reason = in.toString(StandardCharsets.UTF_8);
    closeAtOnce(context, code == NO_CODE ? NORMAL : code, "");
    over(code, reason);
  }

  private void closeAtOnce(ChannelHandlerContext context, int code, String reason) {
    context
        .writeAndFlush(closeFrame(context.alloc(), code, reason))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private ByteBuf closeFrame(ByteBufAllocator alloc, int code, String reason) {
    ByteBuf out = alloc.buffer(ClientFrames.HEADER_BYTES_MAX + 125);
    ClientFrames.close(out, code, reason, random.nextInt());
    return out;
  }

  private void over(int code, String reason) {
    if (phase != Phase.CLOSED) {
      phase = Phase.CLOSED;
      listener.closed(code, reason);
    }
  }
}
