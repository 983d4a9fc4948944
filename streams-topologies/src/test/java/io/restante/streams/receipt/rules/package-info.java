/// Tests of the rules of receipts.
@NullMarked
package io.restante.streams.receipt.rules;

import org.jspecify.annotations.NullMarked;
