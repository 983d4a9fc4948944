/// Tests of the receipts.
@NullMarked
package io.restante.streams.receipt;

import org.jspecify.annotations.NullMarked;
