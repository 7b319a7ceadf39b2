package io.edgesql.proxy.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The warnings, notes and errors of the latest statement, for SHOW WARNINGS. */
public final class Diagnostics {
  /**
   * One condition.
   *
   * @param level Warning, Note or Error
   * @param sqlState null: that of the code
   */
  public record Condition(String level, int code, String message, @Nullable String sqlState) {
    /** With the code's own SQLSTATE. */
    public Condition(String level, int code, String message) {
      this(level, code, message, null);
    }
  }

  private final List<Condition> conditions = new ArrayList<>();
  private int total;
  private int errors;

  /** Forgets everything: a new statement starts. */
  public void clear() {
    if (total > 0) {
      conditions.clear();
      total = 0;
      errors = 0;
    }
  }

  /** Adds a condition; the list stops growing at {@code limit} ({@code max_error_count}). */
  public void add(String level, int code, String message, long limit) {
    add(new Condition(level, code, message), limit);
  }

  /** The same with its own SQLSTATE. */
  public void add(Condition condition, long limit) {
    total++;
    if (condition.level().equals("Error")) {
      errors++;
    }
    if (conditions.size() < limit) {
      conditions.add(condition);
    }
  }

  /** Warnings, notes and errors, also those that were not kept. */
  public int total() {
    return total;
  }

  public int errors() {
    return errors;
  }

  public List<Condition> list() {
    return List.copyOf(conditions);
  }
}
