/// Receipts: makes of how far users have come what their senders are told. The processor and the
/// service are a thin shell around [io.restante.streams.receipt.rules].
@NullMarked
package io.restante.streams.receipt;

import org.jspecify.annotations.NullMarked;
