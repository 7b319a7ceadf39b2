package io.edgesql.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {
  @Test
  void sampleFileHoldsTheDefaults() {
    Path sample =
        Path.of(System.getProperty("edgesql.root", "..")).resolve("config").resolve("proxy.yaml");

    assertThat(SettingsReader.read(sample)).isEqualTo(ProxySettings.DEFAULT);
  }

  @Test
  void whatIsNotWrittenKeepsItsDefault() {
    ProxySettings settings = SettingsReader.parse("connections: {max: 7}");

    assertThat(settings.connections().max()).isEqualTo(7);
    assertThat(settings.connections().backlog())
        .isEqualTo(ProxySettings.DEFAULT.connections().backlog());
    assertThat(settings.edge()).isEqualTo(ProxySettings.DEFAULT.edge());
  }

  @Test
  void emptyFileIsAllDefaults() {
    assertThat(SettingsReader.parse("")).isEqualTo(ProxySettings.DEFAULT);
  }

  @Test
  void unknownNamesAreRefused() {
    assertThatThrownBy(() -> SettingsReader.parse("connections: {maximum: 7}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maximum");
  }

  @Test
  void impossibleValuesAreRefusedByName() {
    assertThatThrownBy(() -> SettingsReader.parse("connections: {max: 0}"))
        .hasMessageContaining("connections.max must be positive");
  }
}
