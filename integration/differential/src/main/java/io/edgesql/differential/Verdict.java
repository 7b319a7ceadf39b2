package io.edgesql.differential;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How two answers to one statement compare, the worst first. */
public enum Verdict {
  /** Other values, rows, or affected rows: a wrong answer. */
  VALUES,
  /** One side fails, or both with other codes or states. */
  ERRORS,
  /** Edge SQL says that it cannot (1235, 1305). */
  REFUSED,
  /** Numbers that are equal but for the last of their digits, as libraries for sines differ. */
  LAST_DIGIT,
  /** Names, types, lengths or flags of columns. */
  COLUMNS,
  /** Other warnings. */
  WARNINGS,
  SAME;

  private static final double CLOSE = 1e-13;

  /** Whether the application sees something else. */
  public boolean isWrong() {
    return this == VALUES || this == ERRORS;
  }

  /**
   * Compares.
   *
   * @param ordered whether the order of rows counts
   */
  public static Verdict of(Answer judge, Answer subject, boolean ordered) {
    Answer.Failure expected = judge.error();
    Answer.Failure given = subject.error();
    if (given != null) {
      if (expected != null
          && expected.code() == given.code()
          && expected.state().equals(given.state())) {
        return SAME;
      }
      return given.code() == 1235 || given.code() == 1305 ? REFUSED : ERRORS;
    }
    if (expected != null) {
      return ERRORS;
    }
    Verdict rows = rows(judge, subject, ordered);
    if (rows != SAME) {
      return rows;
    }
    if (!judge.columns().equals(subject.columns())) {
      return COLUMNS;
    }
    return judge.warnings().equals(subject.warnings()) ? SAME : WARNINGS;
  }

  private static Verdict rows(Answer judge, Answer subject, boolean ordered) {
    if (judge.affected() != subject.affected()
        || judge.insertId() != subject.insertId()
        || judge.columns().size() != subject.columns().size()
        || judge.rows().size() != subject.rows().size()) {
      return VALUES;
    }
    List<List<@Nullable String>> left = judge.rows();
    List<List<@Nullable String>> right = subject.rows();
    if (left.equals(right)) {
      return SAME;
    }
    if (!ordered) {
      left = sorted(left);
      right = sorted(right);
      if (left.equals(right)) {
        return SAME;
      }
    }
    for (int i = 0; i < left.size(); i++) {
      for (int c = 0; c < left.get(i).size(); c++) {
        if (!isClose(left.get(i).get(c), right.get(i).get(c))) {
          return VALUES;
        }
      }
    }
    return LAST_DIGIT;
  }

  private static List<List<@Nullable String>> sorted(List<List<@Nullable String>> rows) {
    List<List<@Nullable String>> sorted = new ArrayList<>(rows);
    Collections.sort(sorted, (a, b) -> a.toString().compareTo(b.toString()));
    return sorted;
  }

  private static boolean isClose(@Nullable String a, @Nullable String b) {
    if (Objects.equals(a, b)) {
      return true;
    }
    if (a == null || b == null || (a.indexOf('.') < 0 && a.indexOf('e') < 0)) {
      return false;
    }
    try {
      double x = Double.parseDouble(a);
      double y = Double.parseDouble(b);
      return Math.abs(x - y) <= CLOSE * Math.max(Math.abs(x), Math.abs(y));
    } catch (NumberFormatException noNumbers) {
      return false;
    }
  }
}
