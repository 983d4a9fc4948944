package io.restante.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.restante.contract.TopicSpec.Estate;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class TopicSpecTest {
  @Test
  void productionTakesTheSettingsAsTheyStand() {
    TopicSpec spec = TopicSpec.of(Topics.ENVELOPES, Estate.PRODUCTION);
    assertThat(spec.name()).isEqualTo("messaging.envelopes");
    assertThat(spec.partitions()).isEqualTo(4096);
    assertThat(spec.replication()).isEqualTo(3);
    assertThat(spec.config())
        .containsEntry("cleanup.policy", "compact,delete")
        .containsEntry("segment.ms", "300000")
        .containsEntry("min.insync.replicas", "2")
        .containsEntry("unclean.leader.election.enable", "false");
  }

  @Test
  void oneMachineOverlaysItsOwn() {
    TopicSpec production = TopicSpec.of(Topics.ENVELOPES, Estate.PRODUCTION);
    TopicSpec local = TopicSpec.of(Topics.ENVELOPES, Estate.LOCAL);
    assertThat(local.replication()).isEqualTo(1);
    assertThat(local.partitions()).isLessThan(production.partitions());
    assertThat(local.config())
        .containsOnlyKeys(production.config().keySet())
        .containsEntry("min.insync.replicas", "1")
        .containsEntry("retention.ms", production.config().get("retention.ms"));
    assertThat(Long.parseLong(local.config().get("segment.ms"))).isLessThan(300_000);
  }

  @Test
  void everyTopicHasASpecForEveryEstate() {
    for (Topic<?, ?> topic : Topics.all()) {
      for (Estate estate : Estate.values()) {
        assertThat(TopicSpec.of(topic, estate).config()).isNotEmpty();
      }
    }
  }

  @Test
  void aTopicWithoutAFolderIsRefused() {
    Topic<String, String> unknown = new Topic<>("no.such", Serdes.String(), Serdes.String());
    assertThatThrownBy(() -> TopicSpec.of(unknown, Estate.LOCAL))
        .isInstanceOf(ContractException.class)
        .hasMessage("/topics/no.such/topic.yaml: not on the class path");
  }
}
