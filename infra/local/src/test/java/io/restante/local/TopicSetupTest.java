package io.restante.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.restante.contract.TopicSpec;
import java.util.Map;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;

final class TopicSetupTest {
  private static final TopicSpec SPEC =
      new TopicSpec("a.topic", 1, 1, Map.of("segment.ms", "4000", "retention.ms", "1"));

  @Test
  void nothingIsChangedWhereNothingDiffers() {
    assertThat(TopicSetup.drift(SPEC, SPEC.config())).isEmpty();
  }

  @Test
  void differingAndMissingSettingsAreSetAndOthersDropped() {
    assertThat(TopicSetup.drift(SPEC, Map.of("segment.ms", "5000", "flush.ms", "7")))
        .containsExactlyInAnyOrder(
            change("segment.ms", "4000", AlterConfigOp.OpType.SET),
            change("retention.ms", "1", AlterConfigOp.OpType.SET),
            change("flush.ms", "7", AlterConfigOp.OpType.DELETE));
  }

  private static AlterConfigOp change(String name, String value, AlterConfigOp.OpType type) {
    return new AlterConfigOp(new ConfigEntry(name, value), type);
  }
}
