package io.restante.gateway.api;

import io.restante.gateway.directory.Contacts;
import io.restante.gateway.directory.PhoneNumber;
import io.restante.gateway.http.FieldException;
import java.util.List;

/// Asks which numbers have users.
///
/// @param numbers 1 to 100
public record NumbersForm(List<PhoneNumber> numbers) {
  /// Checks how many there are.
  public NumbersForm {
    numbers = List.copyOf(numbers);
    if (numbers.isEmpty() || numbers.size() > Contacts.NUMBERS_MAX) {
      throw new FieldException("numbers", "1 to 100 numbers");
    }
  }
}
