package io.restante.it.account;

import io.restante.contract.MessageId;
import io.restante.contract.UserId;
import io.restante.it.signal.Content;
import io.restante.it.signal.GroupLetter;
import io.restante.it.signal.Letter;
import io.restante.it.signal.Opened;
import io.restante.messaging.MemberReceipts;
import io.restante.messaging.Presence;
import io.restante.messaging.Receipt;
import io.restante.messaging.Typing;
import org.jspecify.annotations.Nullable;

/// Hears what happens to a [SignalDevice]. Called under the device's lock: put what must not be
/// lost into the same vault; it is committed together with what caused it, before anything is
/// acknowledged. Must not block, nor call the device.
public interface SignalListener {
  /// Why a message was given up.
  enum Failure {
    /// There is no such user any more.
    NO_SUCH_USER,
    /// The node refuses it for good.
    REFUSED,
    /// Nobody collected it in time.
    EXPIRED,
    /// This user is not in the group any more, or it has ended.
    NOT_A_MEMBER
  }

  /// A text came.
  ///
  /// @param skipped how many numbers before it have not come
  default void text(Letter letter, Content.Text text, long skipped) {}

  /// Another device of the own user has sent something.
  default void sentElsewhere(Content.SentCopy copy) {}

  /// A text came to a group, from another user or from another device of this one.
  ///
  /// @param skipped how many numbers before it have not come
  default void groupText(GroupLetter letter, Content.Text text, long skipped) {}

  /// A group is another than it was, or its title can be read now.
  ///
  /// @param before null when this device did not know it
  default void groupChanged(@Nullable KnownGroup before, KnownGroup now) {}

  /// This user is not in a group any more, or it has ended.
  default void groupLeft(KnownGroup before) {}

  /// The log has a message of this device; one to a group is on its way to everybody.
  default void accepted(MessageId id) {}

  /// A message of this device has its place in its conversation, or another one than before.
  ///
  /// @param number 1 or more
  default void numbered(MessageId id, long number) {}

  /// A conversation of this device has come further; see [io.restante.it.device.Ticks].
  default void receipt(Receipt receipt) {}

  /// How far each member of a group has come with what this device sent.
  default void memberReceipts(MemberReceipts receipts) {}

  /// Somebody is typing; whether it is in a conversation of this device's, nobody has checked.
  default void typing(Typing typing) {}

  /// How it is with a user whom this device watches.
  default void presence(Presence presence) {}

  /// A message of this device is given up.
  default void failed(MessageId id, Failure failure) {}

  /// A user's safety number has changed.
  default void identityChanged(UserId user) {}

  /// An envelope was dropped.
  default void dropped(UserId sender, Opened why) {}

  /// An envelope was dropped that could not be opened; its sender is asked for it once more.
  default void askedAgain(UserId sender, Opened.Unreadable why) {}

  /// There is a connection, or none.
  default void connected(boolean isConnected) {}

  /// This device was removed: it will not connect again.
  default void removed() {}

  /// Another process of this device took the connection over.
  default void superseded() {}

  /// All of the above since the last call is on the disk; now show it.
  default void committed() {}
}
