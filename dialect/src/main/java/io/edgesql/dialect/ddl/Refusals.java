package io.edgesql.dialect.ddl;

import static io.edgesql.dialect.ddl.SqliteText.name;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows that a schema change must not meet, with the error that tells so.
 *
 * <p>SQLite can raise an error of our own only inside a trigger: what queries find is inserted into
 * a scratch table whose trigger raises it, so that the whole change is undone. Nothing is ever
 * stored there.
 */
final class Refusals {
  private final String scratch;
  private final List<String> queries = new ArrayList<>();

  /**
   * @param physical a table's name, to make the scratch table's from
   */
  Refusals(String physical) {
    this.scratch = physical + ".refusal";
  }

  /**
   * Refuses the change if the query has a row.
   *
   * @param select a SELECT of one text, which {@link ConstraintNames} understands
   */
  void add(String select) {
    queries.add(select);
  }

  /** SQLite text of the message of a SIGNAL, with {@code text} a SQLite expression. */
  static String signal(int code, String sqlState, String text) {
    String head = ConstraintNames.name(ConstraintNames.Kind.SIGNAL, code + "/" + sqlState + "/");
    return SqliteText.string(head) + " || " + text;
  }

  /** The statements; none if nothing was added. */
  List<String> steps() {
    if (queries.isEmpty()) {
      return List.of();
    }
    List<String> steps = new ArrayList<>();
    steps.add("CREATE TABLE " + name(scratch) + " (message TEXT)");
    steps.add(
        "CREATE TRIGGER "
            + name(scratch + ".raise")
            + " BEFORE INSERT ON "
            + name(scratch)
            + " BEGIN SELECT RAISE(ABORT, NEW.message); END");
    for (String query : queries) {
      steps.add("INSERT INTO " + name(scratch) + " " + query + " LIMIT 1");
    }
    steps.add("DROP TABLE " + name(scratch));
    return steps;
  }
}
