package io.edgesql.proxy.state;

import io.edgesql.dialect.types.Value;
import io.edgesql.protocol.error.MySqlError;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What {@code optimizer_switch} takes: MySQL's switches by name. They change nothing here. */
final class OptimizerSwitches {
  private static final String NAME = "optimizer_switch";

  private static final Set<String> SWITCHES =
      Set.of(
          "index_merge",
          "index_merge_union",
          "index_merge_sort_union",
          "index_merge_intersection",
          "engine_condition_pushdown",
          "index_condition_pushdown",
          "mrr",
          "mrr_cost_based",
          "block_nested_loop",
          "batched_key_access",
          "materialization",
          "semijoin",
          "loosescan",
          "firstmatch",
          "duplicateweedout",
          "subquery_materialization_cost_based",
          "use_index_extensions",
          "condition_fanout_filter",
          "derived_merge",
          "use_invisible_indexes",
          "skip_scan",
          "hash_join",
          "subquery_to_derived",
          "prefer_ordering_index",
          "hypergraph_optimizer",
          "derived_condition_pushdown");

  private static final List<String> SETTINGS = List.of("on", "off", "default");

  private OptimizerSwitches() {}

  /**
   * The value, as it was given.
   *
   * @throws io.edgesql.dialect.SqlException 1231 from the first part on that is no switch, or names
   *     one again
   */
  static Value check(Value given) {
    if (given.isNull()) {
      throw Failures.of(MySqlError.ER_WRONG_VALUE_FOR_VAR, NAME, "NULL");
    }
    String text = VariableDefinition.textOf(given);
    Set<String> seen = new HashSet<>();
    int from = 0;
    while (from < text.length()) {
      int comma = text.indexOf(',', from);
      int end = comma < 0 ? text.length() : comma;
      String part = text.substring(from, end).toLowerCase(Locale.ROOT);
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      boolean isSwitch =
          equals < 0
              ? name.equals("default")
              : SWITCHES.contains(name) && SETTINGS.contains(part.substring(equals + 1));
      if (!isSwitch || !seen.add(name)) {
        throw Failures.of(MySqlError.ER_WRONG_VALUE_FOR_VAR, NAME, text.substring(from));
      }
      from = end + 1;
    }
    return new Value.Text(text);
  }
}
