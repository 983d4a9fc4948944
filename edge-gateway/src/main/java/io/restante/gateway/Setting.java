package io.restante.gateway;

/// A setting of a node, as it was read.
///
/// @param name without `RESTANTE_`
/// @param bounds what it may be
/// @param otherwise what it is when it is not set
record Setting(String name, String bounds, String otherwise) {}
