package io.restante.it.account;

import io.restante.it.device.FakeNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Phones with an API in memory and a node in memory.
final class Phones implements AutoCloseable {
  private final Path directory;
  private final FakeNode node = new FakeNode();
  private final FakeAccounts accounts = new FakeAccounts(node.uri());
  private final List<Phone> phones = new ArrayList<>();

  Phones(Path directory) {
    this.directory = directory;
  }

  FakeNode node() {
    return node;
  }

  FakeAccounts accounts() {
    return accounts;
  }

  /// Makes a phone that is nobody's yet.
  Phone add(String name) throws IOException {
    Phone phone = new Phone(directory.resolve(name), accounts);
    phones.add(phone);
    return phone;
  }

  @Override
  public void close() throws IOException {
    for (Phone phone : phones) {
      phone.close();
    }
    node.close();
  }
}
