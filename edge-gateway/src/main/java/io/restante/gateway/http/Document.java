package io.restante.gateway.http;

/// An answer that is no JSON.
///
/// @param mediaType what it is
/// @param text the document
public record Document(String mediaType, String text) {}
