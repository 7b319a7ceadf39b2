package io.edgesql.proxy.execute.reads;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.plan.ReadMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The table policies at one version. Immutable.
 *
 * @param tables by database and table with a dot between, or by the table alone for every database
 */
public record TablePolicies(long version, Map<String, TablePolicy> tables) {
  public static final TablePolicies NONE = new TablePolicies(0, Map.of());

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The policy of a table, or null. */
  public @Nullable TablePolicy of(Table table) {
    if (tables.isEmpty()) {
      return null;
    }
    TablePolicy own = tables.get(table.database() + "." + table.name());
    return own != null ? own : tables.get(table.name());
  }

  /**
   * Reads what the control object keeps (§9 of the gateway protocol). Members that are not known
   * yet are left alone: a newer proxy may have written them.
   */
  public static TablePolicies parse(long version, String text) throws JsonProcessingException {
    Map<String, TablePolicy> tables = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : JSON.readTree(text).properties()) {
      tables.put(entry.getKey(), policy(entry.getValue()));
    }
    return new TablePolicies(version, tables);
  }

  private static TablePolicy policy(JsonNode node) {
    JsonNode cache = node.path("cache");
    Set<String> strong = new HashSet<>();
    cache
        .path("always_strong_columns")
        .forEach(name -> strong.add(name.asText().toLowerCase(Locale.ROOT)));
    List<String> key = new ArrayList<>();
    JsonNode pk = node.path("pk");
    if (pk.isTextual()) {
      key.add(pk.asText());
    } else {
      pk.forEach(name -> key.add(name.asText()));
    }
    return new TablePolicy(
        List.copyOf(key),
        node.path("shard_by").asText(""),
        kind(cache.path("mode").asText("strong")),
        cache.path("ttl_ms").asLong(30_000),
        cache.path("swr_ms").asLong(0),
        cache.path("prewarm").asBoolean(false),
        Set.copyOf(strong),
        node.path("mirror").asBoolean(false));
  }

  private static ReadMode.Kind kind(String word) {
    return switch (word) {
      case "bounded" -> ReadMode.Kind.BOUNDED;
      case "cached" -> ReadMode.Kind.CACHED;
      default -> ReadMode.Kind.STRONG;
    };
  }
}
