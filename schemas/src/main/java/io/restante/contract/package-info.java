/// Ids, addresses and topics: the part of the contracts that Java code touches.
@NullMarked
package io.restante.contract;

import org.jspecify.annotations.NullMarked;
