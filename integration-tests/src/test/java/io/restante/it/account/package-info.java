/// Tests of the whole device, against an API in memory and a node that plants faults.
@NullMarked
package io.restante.it.account;

import org.jspecify.annotations.NullMarked;
