package io.restante.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compiles small sources with the check, as the build does.
final class NoDefaultOverOwnTypesTest {
  private static final String TYPES =
      """
      package io.restante.example;
      final class Example {
        sealed interface Shape {
          record Round() implements Shape {}
          record Square() implements Shape {}
        }
        enum Colour { RED, GREEN }
        static int of(Shape shape, Colour colour, int number, Thread.State state) {
          %s
        }
      }
      """;

  @TempDir Path classes;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return switch (shape) { case Shape.Round _ -> 1; default -> 2; };",
        "return switch (colour) { case RED -> 1; default -> 2; };",
        "switch (colour) { case RED: return 1; default: return 2; }",
        "return switch (colour) { case RED -> 1; case null, default -> 2; };",
        "switch (shape) { case Shape.Round _ -> { return 1; } default -> { return 2; } }"
      })
  void defaultOverOurTypesIsRefused(String body) {
    assertThat(errors(body)).singleElement().asString().contains("[NoDefaultOverOwnTypes]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return switch (shape) { case Shape.Round _ -> 1; case Shape.Square _ -> 2; };",
        "return switch (colour) { case RED -> 1; case GREEN -> 2; };",
        "return switch (number) { case 1 -> 1; default -> 2; };",
        "return switch (state) { case NEW -> 1; default -> 2; };"
      })
  void otherSwitchesPass(String body) {
    assertThat(errors(body)).isEmpty();
  }

  @Test
  void messageSaysWhatToDo() {
    assertThat(errors("return switch (colour) { case RED -> 1; default -> 2; };").getFirst())
        .contains("name the cases that are left");
  }

  private List<String> errors(String body) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-d",
            classes.toString(),
            "-processorpath",
            System.getProperty("java.class.path"),
            "-XDcompilePolicy=simple",
            "--should-stop=ifError=FLOW",
            "-XDaddTypeAnnotationsToSymbol=true",
            "-Xplugin:ErrorProne -XepDisableAllChecks -Xep:NoDefaultOverOwnTypes:ERROR");
    compiler
        .getTask(
            new StringWriter(),
            null,
            diagnostics,
            options,
            null,
            List.of(new Source(TYPES.formatted(body))))
        .call();
    return diagnostics.getDiagnostics().stream().map(each -> each.getMessage(null)).toList();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///io/restante/example/Example.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
