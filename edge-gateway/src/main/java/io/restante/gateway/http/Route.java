package io.restante.gateway.http;

import java.util.List;
import java.util.Set;

/// One call of the API, as data.
///
/// @param verb its method
/// @param template its path below `/v1`, with `{names}` for values, and after a `?` the parameters
///   it knows, with commas: `/users/{user}/keys?devices`
/// @param scheme what the caller must show
/// @param body what it takes
/// @param answer what it answers
/// @param action what it does
public record Route<C extends Caller, B, A>(
    Verb verb,
    String template,
    Scheme<C> scheme,
    Body<B> body,
    Answer<A> answer,
    Action<C, B, A> action) {

  /// Returns the template without parameters.
  public String path() {
    int end = template.indexOf('?');
    return end < 0 ? template : template.substring(0, end);
  }

  /// Returns the names of the parameters.
  public Set<String> parameters() {
    int end = template.indexOf('?');
    return end < 0 ? Set.of() : Set.of(template.substring(end + 1).split(","));
  }

  /// Returns the method and the path, to tell it from others.
  public String label() {
    return verb + " " + path();
  }

  List<String> segments() {
    return List.of(path().substring(1).split("/"));
  }

  @Override
  public String toString() {
    return label();
  }
}
