package io.restante.gateway.listener;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import org.jspecify.annotations.Nullable;

/// How sockets are served.
public enum Transport {
  /// Linux epoll. The default.
  EPOLL,
  /// Linux io_uring.
  IO_URING,
  /// What the JDK has everywhere.
  NIO;

  /// Makes sure that this machine has it.
  ///
  /// @throws IllegalStateException when not; the message says why, and what to set instead
  void require() {
    Throwable cause =
        switch (this) {
          case EPOLL -> Epoll.unavailabilityCause();
          case IO_URING -> IoUring.unavailabilityCause();
          case NIO -> null;
        };
    if (cause != null) {
      throw new IllegalStateException(
          "transport "
              + this
              + " is not available here: "
              + rootMessage(cause)
              + " (NIO always is)",
          cause);
    }
  }

  IoHandlerFactory newIoHandlers() {
    return switch (this) {
      case EPOLL -> EpollIoHandler.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  ServerSocketChannel newServerChannel() {
    return switch (this) {
      case EPOLL -> new EpollServerSocketChannel();
      case IO_URING -> new IoUringServerSocketChannel();
      case NIO -> new NioServerSocketChannel();
    };
  }

  private static @Nullable String rootMessage(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }
}
