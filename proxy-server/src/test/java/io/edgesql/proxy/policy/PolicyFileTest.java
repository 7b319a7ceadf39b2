package io.edgesql.proxy.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgesql.dialect.plan.ReadMode;
import io.edgesql.proxy.execute.reads.TablePolicies;
import io.edgesql.proxy.execute.reads.TablePolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {
  @Test
  void theSampleIsInOrder() throws Exception {
    String sample = Files.readString(Path.of("../config/table-policy.yaml"));
    TablePolicies policies = TablePolicies.parse(3, PolicyFile.read(sample).toString());
    TablePolicy users = requireNonNull(policies.tables().get("users"));
    assertThat(users.mode()).isEqualTo(ReadMode.Kind.BOUNDED);
    assertThat(users.ttlMs()).isEqualTo(30_000);
    assertThat(users.swrMs()).isEqualTo(120_000);
    assertThat(users.alwaysStrong()).containsExactlyInAnyOrder("role", "permissions", "balance");
    assertThat(users.shardBy()).isEqualTo("tenant_id");
    assertThat(requireNonNull(policies.tables().get("app.countries")).primaryKey())
        .containsExactly("continent", "code");
  }

  @Test
  void anEmptyMapTakesAllPoliciesAway() {
    assertThat(PolicyFile.read("tables: {}").size()).isZero();
    assertThat(PolicyFile.read("tables:\n").size()).isZero();
  }

  @Test
  void aTableMayBeMirrored() throws Exception {
    String text = "tables:\n  t:\n    mirror: true\n";
    TablePolicies policies = TablePolicies.parse(1, PolicyFile.read(text).toString());
    assertThat(requireNonNull(policies.tables().get("t")).mirror()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'tables:\n  t:\n    cash: {}' | line 3: tables.t.cash is not known; allowed here: pk,",
        "'tables:\n  t:\n    cache:\n      mode: fast' | line 4: tables.t.cache.mode is 'fast'; allowed: strong,",
        "'tables:\n  t:\n    cache: { ttl_ms: -5 }' | line 3: tables.t.cache.ttl_ms is '-5'; allowed: whole",
        "'tables:\n  t:\n    cache: { ttl_ms: 1.5 }' | line 3: tables.t.cache.ttl_ms is '1.5'",
        "'tables:\n  t:\n    cache: { swr_ms: soon }' | line 3: tables.t.cache.swr_ms is 'soon'",
        "'tables:\n  t:\n    cache: { ttl_ms: 80000000, swr_ms: 80000000 }' | keeps copies for 160000000 ms",
        "'tables:\n  t:\n    mirror: maybe' | line 3: tables.t.mirror is 'maybe'; allowed: true, false",
        "'tables:\n  t:\n    pk: [1]' | line 3: tables.t.pk[0] is '1'; allowed: the name of a column",
        "'tables:\n  t:\n    cache: { always_strong_columns: role }' | allowed: a list of columns",
        "'tables:\n  a.b.c: {}' | line 2: tables.a.b.c is no table",
        "'tables:\n  t: {}\n  t: {}' | line 3",
        "'tables: 5' | line 1: tables is '5'; allowed: a map",
        "'table:\n  t: {}' | line 2: table is not known; allowed here: tables",
        "'tables: [' | line",
        "'' | the file is empty; allowed: a map",
      })
  void saysWhereTheMistakeIs(String text, String message) {
    assertThatThrownBy(() -> PolicyFile.read(text))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining(message);
  }
}
