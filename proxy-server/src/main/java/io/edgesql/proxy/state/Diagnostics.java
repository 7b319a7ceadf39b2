package io.edgesql.proxy.state;

import java.util.ArrayList;
import java.util.List;

/** The warnings, notes and errors of the latest statement, for SHOW WARNINGS. */
public final class Diagnostics {
  /**
   * One condition.
   *
   * @param level Warning, Note or Error
   */
  public record Condition(String level, int code, String message) {}

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
    total++;
    if (level.equals("Error")) {
      errors++;
    }
    if (conditions.size() < limit) {
      conditions.add(new Condition(level, code, message));
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
