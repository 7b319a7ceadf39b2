package io.edgesql.bench.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TargetSpecTest {
  @Test
  void anEngineAloneIsToBeStartedHere() {
    assertThat(TargetSpec.parse("edge")).isEqualTo(new TargetSpec("Edge SQL", Engine.EDGE, null));
  }

  @Test
  void takesALabelAndAUrl() {
    assertThat(TargetSpec.parse("near:edge=jdbc:mysql://h/d?user=a&password=b=c:d"))
        .isEqualTo(new TargetSpec("near", Engine.EDGE, "jdbc:mysql://h/d?user=a&password=b=c:d"));
  }

  @Test
  void rejectsUnknownEnginesAndUrlsOfOtherDrivers() {
    assertThatThrownBy(() -> TargetSpec.parse("oracle")).hasMessageContaining("no engine 'oracle'");
    assertThatThrownBy(() -> TargetSpec.parse("edge=jdbc:postgresql://h/d"))
        .hasMessageContaining("starts with jdbc:mysql:");
    assertThatThrownBy(() -> TargetSpec.parse("postgres=jdbc:mariadb://h/d"))
        .hasMessageContaining("starts with jdbc:postgresql:");
    assertThatThrownBy(() -> TargetSpec.parse("mysql=localhost"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
