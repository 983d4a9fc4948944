/// Tests of the reference device, against a node that plants faults.
@NullMarked
package io.restante.it.device;

import org.jspecify.annotations.NullMarked;
