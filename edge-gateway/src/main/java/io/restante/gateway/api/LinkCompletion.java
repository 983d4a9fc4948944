package io.restante.gateway.api;

/// Completes a link.
///
/// @param device the device that is being linked; its identity key is the user's
public record LinkCompletion(DeviceForm device) {}
