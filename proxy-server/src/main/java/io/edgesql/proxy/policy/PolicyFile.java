package io.edgesql.proxy.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks a policy file.
 *
 * <pre>{@code
 * tables:
 *   users:
 *     pk: id
 *     shard_by: tenant_id
 *     cache: { mode: bounded, ttl_ms: 30000, swr_ms: 120000, always_strong_columns: [role] }
 * }</pre>
 */
public final class PolicyFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_TABLES = 10_000;
  private static final long MAX_MS = 86_400_000;

  private static final List<String> TOP = List.of("tables");
  private static final List<String> TABLE = List.of("pk", "shard_by", "cache", "mirror");
  private static final List<String> CACHE =
      List.of("mode", "ttl_ms", "swr_ms", "prewarm", "always_strong_columns");
  private static final List<String> MODES = List.of("strong", "bounded", "cached");

  private PolicyFile() {}

  /**
   * The JSON object {@code tables} that the control object keeps.
   *
   * @throws PolicyException for the first thing that is wrong
   */
  public static ObjectNode read(String text) {
    YamlNode root = YamlNode.parse(text);
    Map<String, YamlNode> top = map(root, "", TOP);
    YamlNode tables = top.get("tables");
    if (tables == null) {
      throw new PolicyException(root.line(), "", "has no tables; it must start with 'tables:'");
    }
    ObjectNode out = JSON.createObjectNode();
    if (tables.map() == null && tables.list() == null && tables.scalar() == null) {
      return out;
    }
    Map<String, YamlNode> named = map(tables, "tables", List.of());
    if (named.size() > MAX_TABLES) {
      throw new PolicyException(tables.line(), "tables", "has more than " + MAX_TABLES);
    }
    named.forEach(
        (name, table) -> {
          String path = "tables." + name;
          checkTableName(table.line(), path, name);
          out.set(name, table(table, path));
        });
    return out;
  }

  private static void checkTableName(int line, String path, String name) {
    String[] parts = name.split("\\.", -1);
    boolean isNamed = parts.length <= 2;
    for (String part : parts) {
      isNamed &= !part.isBlank() && part.length() <= 64;
    }
    if (!isNamed) {
      throw new PolicyException(
          line, path, "is no table's name; allowed: table, or database.table");
    }
  }

  private static ObjectNode table(YamlNode node, String path) {
    Map<String, YamlNode> members = map(node, path, TABLE);
    ObjectNode out = JSON.createObjectNode();
    YamlNode pk = members.get("pk");
    if (pk != null) {
      if (pk.list() == null) {
        out.put("pk", column(pk, path + ".pk"));
      } else {
        out.set("pk", columns(pk, path + ".pk"));
      }
    }
    YamlNode shardBy = members.get("shard_by");
    if (shardBy != null) {
      out.put("shard_by", column(shardBy, path + ".shard_by"));
    }
    YamlNode cache = members.get("cache");
    if (cache != null) {
      out.set("cache", cache(cache, path + ".cache"));
    }
    YamlNode mirror = members.get("mirror");
    if (mirror != null) {
      out.put("mirror", flag(mirror, path + ".mirror"));
    }
    return out;
  }

  private static ObjectNode cache(YamlNode node, String path) {
    Map<String, YamlNode> members = map(node, path, CACHE);
    ObjectNode out = JSON.createObjectNode();
    YamlNode mode = members.get("mode");
    String word = mode == null ? "strong" : String.valueOf(mode.scalar());
    if (mode != null && !MODES.contains(word)) {
      throw new PolicyException(
          mode.line(), path + ".mode", "is '" + word + "'; allowed: " + String.join(", ", MODES));
    }
    out.put("mode", word);
    milliseconds(members.get("ttl_ms"), path + ".ttl_ms", 1, out, "ttl_ms");
    milliseconds(members.get("swr_ms"), path + ".swr_ms", 0, out, "swr_ms");
    long whole = out.path("ttl_ms").asLong(0) + out.path("swr_ms").asLong(0);
    if (whole > MAX_MS) {
      throw new PolicyException(
          node.line(), path, "keeps copies for " + whole + " ms; allowed: " + MAX_MS + " together");
    }
    YamlNode prewarm = members.get("prewarm");
    if (prewarm != null) {
      out.put("prewarm", flag(prewarm, path + ".prewarm"));
    }
    YamlNode strong = members.get("always_strong_columns");
    if (strong != null) {
      out.set("always_strong_columns", columns(strong, path + ".always_strong_columns"));
    }
    return out;
  }

  private static void milliseconds(
      @Nullable YamlNode node, String path, long least, ObjectNode out, String name) {
    if (node == null) {
      return;
    }
    if (!(node.scalar() instanceof Long number) || number < least || number > MAX_MS) {
      throw new PolicyException(
          node.line(),
          path,
          "is " + shown(node) + "; allowed: whole milliseconds from " + least + " to " + MAX_MS);
    }
    out.put(name, number);
  }

  private static boolean flag(YamlNode node, String path) {
    if (node.scalar() instanceof Boolean value) {
      return value;
    }
    throw new PolicyException(node.line(), path, "is " + shown(node) + "; allowed: true, false");
  }

  private static String column(YamlNode node, String path) {
    if (node.scalar() instanceof String name && !name.isBlank() && name.length() <= 64) {
      return name;
    }
    throw new PolicyException(
        node.line(), path, "is " + shown(node) + "; allowed: the name of a column");
  }

  private static ArrayNode columns(YamlNode node, String path) {
    List<YamlNode> elements = node.list();
    if (elements == null) {
      throw new PolicyException(
          node.line(), path, "is " + shown(node) + "; allowed: a list of columns, [a, b]");
    }
    ArrayNode out = JSON.createArrayNode();
    for (int i = 0; i < elements.size(); i++) {
      out.add(column(elements.get(i), path + "[" + i + "]"));
    }
    return out;
  }

  /** The members of a map; names that are not allowed are refused, unless any is. */
  private static Map<String, YamlNode> map(YamlNode node, String path, List<String> allowed) {
    Map<String, YamlNode> members = node.map();
    if (members == null) {
      throw new PolicyException(
          node.line(), path, "is " + shown(node) + "; allowed: a map of names and values");
    }
    members.forEach(
        (name, value) -> {
          if (!allowed.isEmpty() && !allowed.contains(name)) {
            throw new PolicyException(
                value.line(),
                path.isEmpty() ? name : path + "." + name,
                "is not known; allowed here: " + String.join(", ", allowed));
          }
        });
    return members;
  }

  private static String shown(YamlNode node) {
    if (node.map() != null) {
      return "a map";
    }
    if (node.list() != null) {
      return "a list";
    }
    return node.scalar() == null ? "empty" : "'" + node.scalar() + "'";
  }
}
