package io.restante.gateway.api;

import io.restante.gateway.http.FieldException;
import java.util.regex.Pattern;

/// Confirms a registration.
///
/// @param code what was sent to the number, 6 digits
/// @param device the device that is being registered
public record CodeForm(String code, DeviceForm device) {
  private static final Pattern CODE = Pattern.compile("[0-9]{6}");

  /// Checks the form of the code.
  public CodeForm {
    if (!CODE.matcher(code).matches()) {
      throw new FieldException("code", "6 digits");
    }
  }

  /// Leaves the code out.
  @Override
  public String toString() {
    return "CodeForm[device=" + device + "]";
  }
}
