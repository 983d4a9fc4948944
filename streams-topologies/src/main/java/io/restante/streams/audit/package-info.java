/// The audit: makes of what becomes of messages the service levels. The processor and the service
/// are a thin shell around [io.restante.streams.audit.rules].
@NullMarked
package io.restante.streams.audit;

import org.jspecify.annotations.NullMarked;
