package io.restante.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.restante.contract.GroupId;
import io.restante.contract.UserId;
import io.restante.contract.UuidV7;
import io.restante.gateway.directory.LinkId;
import io.restante.gateway.directory.OpaqueBytes;
import io.restante.gateway.directory.PhoneNumber;
import io.restante.gateway.directory.RegistrationId;
import io.restante.gateway.keys.KeyBytes;
import java.io.IOException;
import java.io.Serial;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Function;

/// How single values look in JSON: all of them are strings. Bytes are base64url without padding,
/// times are ISO-8601 in UTC.
final class WireTypes extends SimpleModule {
  @Serial private static final long serialVersionUID = 1;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  WireTypes() {
    type(KeyBytes.class, text -> KeyBytes.of(bytes(text)), key -> base64(key.toArray()));
    type(OpaqueBytes.class, WireTypes::opaque, bytes -> base64(bytes.toByteArray()));
    type(UserId.class, WireTypes::userId, UserId::toString);
    type(GroupId.class, WireTypes::groupId, GroupId::toString);
    type(PhoneNumber.class, WireTypes::phoneNumber, PhoneNumber::e164);
    type(RegistrationId.class, text -> new RegistrationId(uuid(text)), RegistrationId::toString);
    type(LinkId.class, text -> new LinkId(uuid(text)), LinkId::toString);
    type(Instant.class, Instant::parse, Instant::toString);
  }

  private <T> void type(Class<T> type, Function<String, T> read, Function<T, String> write) {
    addDeserializer(type, new Reader<>(type, read));
    addSerializer(type, new Writer<>(type, write));
  }

  private static OpaqueBytes opaque(String text) {
    return OpaqueBytes.copyOf(bytes(text));
  }

  private static String base64(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (base64(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new FieldException("", "base64url without padding");
  }

  private static UUID uuid(String text) {
    try {
      UUID uuid = UUID.fromString(text);
      if (uuid.toString().equals(text)) {
        return uuid;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new FieldException("", "a UUID in lower case");
  }

  private static UserId userId(String text) {
    UUID uuid = uuidV7(text);
    return new UserId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  private static GroupId groupId(String text) {
    UUID uuid = uuidV7(text);
    return new GroupId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  private static UUID uuidV7(String text) {
    UUID uuid = uuid(text);
    if (!UuidV7.isUuidV7(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits())) {
      throw new FieldException("", "a UUID of version 7");
    }
    return uuid;
  }

  private static PhoneNumber phoneNumber(String text) {
    return PhoneNumber.parse(text)
        .orElseThrow(() -> new FieldException("", "+ and 7 to 15 digits (E.164)"));
  }

  private static final class Reader<T> extends StdDeserializer<T> {
    @Serial private static final long serialVersionUID = 1;

    private final transient Function<String, T> read;

    Reader(Class<T> type, Function<String, T> read) {
      super(type);
      this.read = read;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      if (!parser.hasToken(JsonToken.VALUE_STRING)) {
        throw MismatchedInputException.from(parser, _valueClass, "not a string");
      }
      return read.apply(parser.getText());
    }
  }

  private static final class Writer<T> extends StdSerializer<T> {
    @Serial private static final long serialVersionUID = 1;

    private final transient Function<T, String> write;

    Writer(Class<T> type, Function<T, String> write) {
      super(type);
      this.write = write;
    }

    @Override
    public void serialize(T value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeString(write.apply(value));
    }
  }
}
