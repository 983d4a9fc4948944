package io.restante.gateway.http;

import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.io.Serial;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/// Tells Jackson that a component of a record must be there unless it is `@Nullable`, so that the
/// compiler's view of a record and the wire's are the same.
final class RequiredUnlessNullable extends JacksonAnnotationIntrospector {
  @Serial private static final long serialVersionUID = 1;

  @Override
  public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
    if (member instanceof AnnotatedParameter parameter && member.getDeclaringClass().isRecord()) {
      RecordComponent[] components = member.getDeclaringClass().getRecordComponents();
      return !isNullable(components[parameter.getIndex()]);
    }
    return super.hasRequiredMarker(member);
  }

  static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }
}
