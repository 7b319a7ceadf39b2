package io.edgesql.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Where in a statement a random expression stands. */
enum Context {
  /** Without a table: computed before anything is sent. */
  CONSTANT(24),
  /** Literals are parameters of a prepared statement. */
  PREPARED(8),
  SELECT_LIST(16),
  /** DISTINCT needs the finished values in the shard. */
  DISTINCT(12),
  WHERE(14),
  ORDER_BY(4),
  GROUP_BY(4),
  AGGREGATE(5),
  WINDOW(3),
  INSERT(5),
  INSERT_SELECT(3),
  UPDATE(2);

  private static final List<String> TARGETS =
      List.of(
          "v_int",
          "v_ubig",
          "v_dec",
          "v_double",
          "v_varchar",
          "v_blob",
          "v_date",
          "v_datetime",
          "v_time",
          "v_json");

  private final int weight;

  Context(int weight) {
    this.weight = weight;
  }

  /** A statement; parameters are null where there are none. */
  record Step(String sql, @Nullable List<@Nullable Object> parameters) {
    static Step text(String sql) {
      return new Step(sql, null);
    }
  }

  /** One of the contexts, the more often the heavier. */
  static Context any(SplittableRandom random) {
    int total = 0;
    for (Context context : values()) {
      total += context.weight;
    }
    int left = random.nextInt(total);
    for (Context context : values()) {
      left -= context.weight;
      if (left < 0) {
        return context;
      }
    }
    return CONSTANT;
  }

  boolean hasColumns() {
    return this != CONSTANT && this != PREPARED && this != INSERT;
  }

  /** Whether many expressions may stand in one SELECT. */
  boolean isBatched() {
    return switch (this) {
      case CONSTANT, SELECT_LIST, DISTINCT, AGGREGATE, WINDOW -> true;
      case PREPARED, WHERE, ORDER_BY, GROUP_BY, INSERT, INSERT_SELECT, UPDATE -> false;
    };
  }

  /** Columns in front of the expressions' own. */
  int keys() {
    return this == CONSTANT ? 0 : 1;
  }

  /** The SELECT that shows the expressions' values, where {@link #isBatched}. */
  String select(List<String> expressions) {
    String all = String.join(", ", expressions);
    return switch (this) {
      case CONSTANT -> "SELECT " + all;
      case SELECT_LIST, WINDOW -> "SELECT id, " + all + " FROM t ORDER BY id";
      case DISTINCT -> "SELECT DISTINCT id, " + all + " FROM t ORDER BY id";
      case AGGREGATE -> "SELECT g, " + all + " FROM t GROUP BY g ORDER BY g";
      case PREPARED, WHERE, ORDER_BY, GROUP_BY, INSERT, INSERT_SELECT, UPDATE ->
          throw new IllegalStateException(name());
    };
  }

  /** Whether the whole may be replaced by one of its parts when it is reduced. */
  boolean takesAnyExpression() {
    return this != AGGREGATE && this != WINDOW;
  }

  Node expression(Generator generator) {
    return switch (this) {
      case AGGREGATE -> generator.form("agg");
      case WINDOW -> generator.form("win");
      default -> generator.any();
    };
  }

  /** The statements that show the expression's value; {@code choice} picks a column to write to. */
  List<Step> steps(Node node, int choice) {
    String e = node.sql();
    String target = TARGETS.get(Math.floorMod(choice, TARGETS.size()));
    return switch (this) {
      case CONSTANT, SELECT_LIST, DISTINCT, AGGREGATE, WINDOW ->
          List.of(Step.text(select(List.of(e))));
      case PREPARED -> {
        List<@Nullable Object> parameters = new ArrayList<>();
        String sql = Parameters.lift(node, parameters);
        yield List.of(new Step("SELECT " + sql, parameters));
      }
      case WHERE -> List.of(Step.text("SELECT id FROM t WHERE " + e + " ORDER BY id"));
      case ORDER_BY ->
          List.of(Step.text("SELECT id FROM t ORDER BY (" + e + ") IS NULL, " + e + ", id"));
      case GROUP_BY ->
          List.of(Step.text("SELECT MIN(id) AS m, COUNT(*) FROM t GROUP BY " + e + " ORDER BY m"));
      case INSERT ->
          written("INSERT INTO w (id, " + target + ") VALUES (1, " + e + ")", target, "w");
      case INSERT_SELECT ->
          written("INSERT INTO w (id, " + target + ") SELECT id, " + e + " FROM t", target, "w");
      case UPDATE -> {
        String column = "c_" + target.substring(2);
        yield written("UPDATE t SET " + column + " = " + e, column, "t");
      }
    };
  }

  private static List<Step> written(String sql, String column, String table) {
    return List.of(
        Step.text("START TRANSACTION"),
        Step.text(sql),
        Step.text("SELECT id, " + column + " FROM " + table + " ORDER BY id"),
        Step.text("ROLLBACK"));
  }
}
