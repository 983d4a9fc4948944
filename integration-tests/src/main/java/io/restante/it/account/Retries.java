package io.restante.it.account;

import io.restante.contract.DeviceAddress;
import io.restante.it.signal.Opened.Flaw;
import io.restante.it.signal.SignalCore;
import io.restante.it.vault.Vault;
import java.util.Locale;

/// Which messages this device could not open and has asked for once more. Owned by one thread at a
/// time.
///
/// A request begins a new session, so that it can be opened whatever became of the old one. Bounds:
/// a message is asked for once; of one device, [#ASKED_MAX] at a time; what has not come
/// [#WAITED_FOR] numbers later is waited for no more.
final class Retries {
  static final int ASKED_MAX = 64;
  static final int WAITED_FOR = 256;

  private static final String ASKED = "retry/asked/";
  private static final String RESET = "retry/reset/";
  private static final byte[] YES = {1};

  private final Vault vault;
  private final SignalCore core;

  Retries(Vault vault, SignalCore core) {
    this.vault = vault;
    this.core = core;
  }

  /// Something could not be opened.
  ///
  /// @return whether to ask for it
  boolean asksFor(DeviceAddress from, long number, Flaw flaw) {
    boolean isHopeful =
        switch (flaw) {
          case NO_SESSION, UNKNOWN_KEY, FORGED -> true;
          case MALFORMED, UNKNOWN_FORM -> false;
        };
    String name = asked(from) + place(number);
    if (!isHopeful || vault.get(name) != null || vault.under(asked(from)).size() >= ASKED_MAX) {
      return false;
    }
    vault.put(name, YES);
    if (vault.get(reset(from)) == null) {
      vault.put(reset(from), YES);
      core.reset(from);
    }
    return true;
  }

  /// Something was opened: the session with the device works.
  void opened(DeviceAddress from, long number) {
    vault.remove(reset(from));
    String last = asked(from) + place(number - WAITED_FOR);
    vault.under(asked(from)).headMap(last, true).keySet().forEach(vault::remove);
  }

  /// Something that was asked for has come.
  void came(DeviceAddress from, long number) {
    vault.remove(asked(from) + place(number));
  }

  private static String asked(DeviceAddress from) {
    return ASKED + from.user() + "/" + from.device() + "/";
  }

  private static String reset(DeviceAddress from) {
    return RESET + from.user() + "/" + from.device();
  }

  private static String place(long number) {
    return String.format(Locale.ROOT, "%019d", Math.max(0, number));
  }
}
