/// Tests of the operator's endpoints.
@NullMarked
package io.restante.gateway.ops;

import org.jspecify.annotations.NullMarked;
