package io.restante.gateway.api;

import io.restante.gateway.directory.NewDevice;
import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.http.FieldException;
import io.restante.gateway.keys.KeyUpload;
import org.jspecify.annotations.Nullable;

/// A device that is coming to be.
///
/// @param registrationId chosen by the device, 1..16380
/// @param name encrypted by the device, at most 256 bytes
/// @param keys everything that others need to write to it
public record DeviceForm(int registrationId, @Nullable OpaqueBytes name, FirstKeys keys) {
  /// Checks what the keys do not check themselves.
  public DeviceForm {
    if (registrationId < 1 || registrationId > NewDevice.REGISTRATION_ID_MAX) {
      throw new FieldException("registrationId", "1..16380");
    }
    if (name != null && name.size() > NewDevice.NAME_BYTES_MAX) {
      throw new FieldException("name", "at most 256 bytes");
    }
  }

  /// Checks the signatures, and returns what to publish.
  KeyUpload.Enrolment enrolment() {
    return keys.enrolment(registrationId, "/device/keys");
  }

  /// Returns what the directory is to know.
  NewDevice toNewDevice() {
    return new NewDevice(registrationId, name == null ? OpaqueBytes.EMPTY : name, identityKey());
  }

  OpaqueBytes identityKey() {
    return OpaqueBytes.copyOf(keys.identityKey().toArray());
  }
}
