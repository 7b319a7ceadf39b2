package io.edgesql.proxy.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.plan.Privilege;
import java.nio.file.Path;
import java.util.Map;
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

  @Test
  void usersHaveTheRightsThatAreWritten() {
    UserSettings user =
        requireNonNull(
            SettingsReader.parse("users: {u: {password: p, rights: {'*': [read], d.t: [write]}}}")
                .users()
                .get("u"));

    assertThat(user.secret(Map.of())).isEqualTo("p");
    assertThat(user.grants().everywhere())
        .containsExactlyInAnyOrder(Privilege.SELECT, Privilege.EXECUTE, Privilege.SHOW_VIEW);
    // LOCK TABLES is a right on databases.
    assertThat(requireNonNull(user.grants().tables().get("d")).get("t"))
        .containsExactlyInAnyOrder(Privilege.INSERT, Privilege.UPDATE, Privilege.DELETE);
    assertThat(SettingsReader.parse("users: {u: {}}").users().get("u"))
        .satisfies(any -> assertThat(any.grants().isAll()).isTrue());
  }

  @Test
  void usersThatCannotBeAreRefused() {
    assertThatThrownBy(() -> SettingsReader.parse("users: {u: {rights: {d: [grant]}}}"))
        .hasMessageContaining("grant");
    assertThatThrownBy(() -> SettingsReader.parse("users: {u: {rights: {'d.': [read]}}}"))
        .hasMessageContaining("'d.' is not *, a database or database.table");
    assertThatThrownBy(() -> SettingsReader.parse("users: {u: {password: p, password-env: P}}"))
        .hasMessageContaining("either a password or a password-env");
    UserSettings user =
        requireNonNull(SettingsReader.parse("users: {u: {password-env: P}}").users().get("u"));
    assertThat(user.secret(Map.of("P", "secret"))).isEqualTo("secret");
    assertThatThrownBy(() -> user.secret(Map.of())).hasMessageContaining("P of a user's password");
  }
}
