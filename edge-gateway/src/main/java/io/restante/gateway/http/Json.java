package io.restante.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records to JSON and back, strictly: unknown, repeated and missing fields, null, other types than
/// the record's, and anything after the end are refused. A component of a record must be there
/// unless it is `@Nullable`. Thread-safe.
public final class Json {
  private static final int DEPTH_MAX = 8;
  private static final int NUMBER_CHARS_MAX = 20;
  private static final int NAME_CHARS_MAX = 64;

  private static final JsonMapper MAPPER = newMapper();

  private Json() {}

  /// Reads a record.
  ///
  /// @throws ProblemException when the bytes are not exactly such a record
  static <B> B read(byte[] bytes, Class<B> type) {
    try (JsonParser parser = new NoNulls(MAPPER.createParser(bytes))) {
      return MAPPER.readValue(parser, type);
    } catch (JsonMappingException e) {
      throw problem(e);
    } catch (JsonProcessingException e) {
      throw Problem.MALFORMED_REQUEST.detail("not JSON, or over its limits");
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  /// Writes a record.
  public static byte[] write(Object body) {
    try {
      return MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer can't be written", e);
    }
  }

  private static ProblemException problem(JsonMappingException flaw) {
    if (cause(flaw) instanceof FieldException field) {
      String inner = field.field().isEmpty() ? "" : "/" + field.field();
      return Problem.INVALID_FIELD.field(
          pointer(flaw.getPath()) + inner, String.valueOf(field.getMessage()));
    }
    if (flaw instanceof UnrecognizedPropertyException) {
      // The name itself is the caller's, so it is not repeated.
      List<JsonMappingException.Reference> path = flaw.getPath();
      return Problem.MALFORMED_REQUEST.field(
          pointer(path.subList(0, path.size() - 1)), "no unknown field");
    }
    return Problem.MALFORMED_REQUEST.field(
        pointer(flaw.getPath()), "a value of the right type, once, not null");
  }

  private static @Nullable Throwable cause(Throwable flaw) {
    Throwable cause = flaw;
    while (cause != null && !(cause instanceof FieldException)) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String pointer(List<JsonMappingException.Reference> path) {
    StringBuilder pointer = new StringBuilder();
    for (JsonMappingException.Reference step : path) {
      String name = step.getFieldName();
      pointer.append('/').append(name == null ? Integer.toString(step.getIndex()) : name);
    }
    return pointer.toString();
  }

  private static JsonMapper newMapper() {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(DEPTH_MAX)
            .maxNumberLength(NUMBER_CHARS_MAX)
            .maxNameLength(NAME_CHARS_MAX)
            .maxStringLength(Body.KEYS_BYTES_MAX)
            .build();
    return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(limits).build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfigDefaults(
            coercions -> {
              for (CoercionInputShape shape : CoercionInputShape.values()) {
                coercions.setCoercion(shape, CoercionAction.Fail);
              }
            })
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
        .annotationIntrospector(new RequiredUnlessNullable())
        .addModule(new WireTypes())
        .build();
  }

  /// Refuses null wherever it stands.
  private static final class NoNulls extends JsonParserDelegate {
    NoNulls(JsonParser parser) {
      super(parser);
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
      JsonToken token = super.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        throw new JsonParseException(this, "null");
      }
      return token;
    }
  }
}
