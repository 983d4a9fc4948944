package io.restante.it.device;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.restante.contract.DeviceAddress;
import io.restante.contract.UserId;
import io.restante.protocol.v1.Accepted;
import io.restante.protocol.v1.Ack;
import io.restante.protocol.v1.Drained;
import io.restante.protocol.v1.Hello;
import io.restante.protocol.v1.Ping;
import io.restante.protocol.v1.Pong;
import io.restante.protocol.v1.Read;
import io.restante.protocol.v1.Resume;
import io.restante.protocol.v1.Send;
import io.restante.protocol.v1.Typing;
import io.restante.protocol.v1.Unwatch;
import io.restante.protocol.v1.Watch;
import io.restante.protocol.v1.Welcome;
import io.restante.shared.Id16;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One connection to a [FakeNode].
final class FakeConnection extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {
  private final FakeNode node;
  private final DeviceFrames frames = new DeviceFrames();
  private @Nullable ChannelHandlerContext context;
  private @Nullable DeviceAddress address;

  FakeConnection(FakeNode node) {
    this.node = node;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext open, BinaryWebSocketFrame message) {
    Object frame = frames.decodeClient(ByteBufUtil.getBytes(message.content()));
    DeviceAddress device = address;
    switch (frame) {
      case Hello hello -> greet(hello);
      case Ping ping -> write(new Pong(ping.getNonce()));
      case Send send when device != null -> node.onSend(device, this, send);
      case Ack ack when device != null -> node.onAck(device, ack.getUpTo());
      case Read _, Typing _, Watch _, Unwatch _ -> {} // Never answered.
      default -> throw new IllegalStateException("unexpected: " + frame);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext closed) {
    if (address != null) {
      node.onClose(address, this);
    }
  }

  void accepted(Id16 id) {
    write(new Accepted(id, Instant.EPOCH));
  }

  void write(Object frame) {
    if (context != null) {
      byte[] bytes = frames.encodeServer(frame);
      var _ = context.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
    }
  }

  void kick(int code) {
    if (context != null) {
      var _ = context.channel().writeAndFlush(new CloseWebSocketFrame(code, "kicked"));
    }
  }

  void breakOff() {
    if (context != null) {
      var _ = context.channel().close();
    }
  }

  private void greet(Hello hello) {
    ByteBuffer ticket = hello.getTicket();
    DeviceAddress device =
        new DeviceAddress(new UserId(ticket.getLong(), ticket.getLong()), ticket.get());
    address = device;
    write(
        new Welcome(Ids.id16(node.log), 256, 1 << 20, FakeNode.SEND_WINDOW, 60_000, Instant.EPOCH));
    Resume resume = hello.getResume();
    boolean isOurs = resume != null && Ids.uuid(resume.getLog()).equals(node.log);
    node.onOpen(device, this, isOurs ? resume.getStoredUpTo() : null);
    write(new Drained());
  }
}
