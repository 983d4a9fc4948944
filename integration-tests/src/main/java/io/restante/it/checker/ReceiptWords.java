package io.restante.it.checker;

import io.restante.contract.Conversation;
import io.restante.it.checker.ReceiptEvent.Member;
import io.restante.it.checker.ReceiptEvent.Step;

/// Says what happened to receipts. Pure.
final class ReceiptWords {
  private final History history;

  ReceiptWords(History history) {
    this.history = history;
  }

  /// Whether something belongs to the story of a conversation: what was said and told of it, and
  /// who keeps things to himself.
  static boolean isOf(ReceiptEvent event, Conversation of) {
    return switch (event) {
      case ReceiptEvent.Decided(var _, var user, boolean isOpen) ->
          !isOpen && (of.isGroup() || user.equals(of.sender().user()) || user.equals(of.user()));
      case ReceiptEvent.Read read -> read.of().equals(of);
      case ReceiptEvent.Told told -> told.of().equals(of);
      case ReceiptEvent.Named named -> named.of().equals(of);
    };
  }

  String of(ReceiptEvent event) {
    return switch (event) {
      case ReceiptEvent.Decided(var _, var user, boolean isOpen) ->
          history.name(user)
              + (isOpen ? " lets it be known" : " keeps to himself")
              + " what is read";
      case ReceiptEvent.Read(var _, var by, var of, long number) ->
          "%s says that no. %d of %s to %s is read"
              .formatted(history.name(by), number, history.name(of.sender()), history.peer(of));
      case ReceiptEvent.Told(var _, var of, var steps) ->
          "%s is told of %s: %s"
              .formatted(
                  history.name(of.sender()),
                  history.peer(of),
                  String.join("; ", steps.stream().map(ReceiptWords::of).toList()));
      case ReceiptEvent.Named(var _, var of, var members) ->
          "%s is told of %s: %s"
              .formatted(
                  history.name(of.sender()),
                  history.peer(of),
                  String.join("; ", members.stream().map(this::of).toList()));
    };
  }

  private static String of(Step step) {
    return "up to no. %d delivered to %d, read by %d"
        .formatted(step.number(), step.delivered(), step.read());
  }

  private String of(Member member) {
    return "%s has no. %d, has read no. %d"
        .formatted(history.name(member.user()), member.delivered(), member.read());
  }
}
