package io.restante.local;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.List;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.LeaveGroupRequest;
import org.apache.kafka.common.requests.LeaveGroupResponse;
import org.apache.kafka.common.requests.RequestHeader;

/// Leaves a consumer group in the name of members that no longer can. Kafka's admin client takes
/// out everybody, or members with a static name, which nodes have not; the request can do more.
final class GroupLeave {
  private static final int TIMEOUT_MS = 10_000;

  private GroupLeave() {}

  /// Takes members out of a group. One that is no longer in it is none the worse for it.
  ///
  /// @param coordinator the broker that keeps the group
  /// @throws IOException when the broker can't be talked to, or refuses
  static void leave(Node coordinator, String group, List<String> members) throws IOException {
    List<MemberIdentity> identities =
        members.stream().map(member -> new MemberIdentity().setMemberId(member)).toList();
    short version = ApiKeys.LEAVE_GROUP.latestVersion();
    RequestHeader header = new RequestHeader(ApiKeys.LEAVE_GROUP, version, "estate", 1);
    ByteBuffer request =
        new LeaveGroupRequest.Builder(group, identities).build(version).serializeWithHeader(header);
    AbstractResponse answer =
        AbstractResponse.parseResponse(exchange(coordinator, request), header);
    if (answer instanceof LeaveGroupResponse response) {
      requireLeft(response);
    }
  }

  private static ByteBuffer exchange(Node broker, ByteBuffer request) throws IOException {
    try (Socket socket = new Socket(broker.host(), broker.port())) {
      socket.setSoTimeout(TIMEOUT_MS);
      ByteBuffer framed = ByteBuffer.allocate(Integer.BYTES + request.remaining());
      framed.putInt(request.remaining()).put(request).flip();
      Channels.newChannel(socket.getOutputStream()).write(framed);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      return ByteBuffer.wrap(in.readNBytes(in.readInt()));
    }
  }

  private static void requireLeft(LeaveGroupResponse response) throws IOException {
    require(response.topLevelError());
    for (MemberResponse member : response.memberResponses()) {
      require(Errors.forCode(member.errorCode()));
    }
  }

  private static void require(Errors error) throws IOException {
    if (error != Errors.NONE && error != Errors.UNKNOWN_MEMBER_ID) {
      throw new IOException(error.message());
    }
  }
}
