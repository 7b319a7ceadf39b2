package io.edgesql.dialect.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Expressions as definitions may have them: without subqueries and without a table's alias. What
 * {@link Let} computes once is written wherever it is named.
 *
 * <pre>{@code
 * (SELECT v+abs(v) FROM (SELECT t0.a*t0.b AS v) AS l)     (a*b)+abs(a*b)
 * }</pre>
 */
public final class Unfolded {
  /** Parts of an expression that are more than SQLite's text and depth of a definition bear. */
  private static final int MAX_PARTS = 4000;

  private final String alias;

  private Unfolded(String alias) {
    this.alias = alias;
  }

  /**
   * The expression without subqueries.
   *
   * @param alias of the table whose definition it stands in
   * @throws io.edgesql.dialect.SqlException 1235 if there are others than those of {@link Let}, or
   *     if it becomes too long
   */
  public static Sql of(Sql sql, String alias) {
    Sql unfolded = new Unfolded(alias).expr(sql, Map.of());
    if (parts(unfolded, MAX_PARTS) >= MAX_PARTS) {
      throw Conversions.unsupported("so long an expression inside a table's definition");
    }
    return unfolded;
  }

  /**
   * One expression.
   *
   * @param values what the names of {@link Let} mean here
   */
  private Sql expr(Sql sql, Map<String, Sql> values) {
    if (sql instanceof Sql.Column column) {
      Sql value = column.qualifier() == null ? values.get(column.name()) : null;
      return value != null
          ? value
          : alias.equals(column.qualifier()) ? new Sql.Column(null, column.name()) : column;
    } else if (sql instanceof Sql.Scalar scalar) {
      Let.Parts let = Let.parts(scalar);
      if (let == null) {
        throw Conversions.unsupported("this expression inside a table's definition");
      }
      Map<String, Sql> inside = new HashMap<>(values);
      inside.put(let.name(), expr(let.value(), values));
      return expr(let.body(), inside);
    } else if (sql instanceof Sql.Formula formula) {
      if (formula.text().contains("SELECT ")) {
        throw Conversions.unsupported("this expression inside a table's definition");
      }
      return new Sql.Formula(formula.text(), all(formula.holes(), values));
    } else if (sql instanceof Sql.Binary binary) {
      return new Sql.Binary(
          binary.operator(), expr(binary.left(), values), expr(binary.right(), values));
    } else if (sql instanceof Sql.Chain chain) {
      return new Sql.Chain(chain.operator(), all(chain.operands(), values));
    } else if (sql instanceof Sql.Function function) {
      return new Sql.Function(function.name(), all(function.arguments(), values));
    } else if (sql instanceof Sql.Cast cast) {
      return new Sql.Cast(expr(cast.operand(), values), cast.type());
    } else if (sql instanceof Sql.Collate collate) {
      return new Sql.Collate(expr(collate.operand(), values), collate.collation());
    } else if (sql instanceof Sql.Not not) {
      return new Sql.Not(expr(not.operand(), values));
    } else if (sql instanceof Sql.Tuple tuple) {
      return new Sql.Tuple(all(tuple.items(), values));
    } else if (sql instanceof Sql.InList in) {
      return new Sql.InList(expr(in.left(), values), all(in.items(), values));
    } else if (sql instanceof Sql.Case cases) {
      Sql otherwise = cases.otherwise();
      return new Sql.Case(
          all(cases.conditions(), values),
          all(cases.results(), values),
          otherwise == null ? null : expr(otherwise, values));
    } else if (sql instanceof Sql.Text || sql instanceof Sql.Word || sql instanceof Sql.Bind) {
      return sql;
    }
    throw Conversions.unsupported("this expression inside a table's definition");
  }

  private List<Sql> all(List<Sql> expressions, Map<String, Sql> values) {
    List<Sql> out = new ArrayList<>();
    for (Sql one : expressions) {
      out.add(expr(one, values));
    }
    return List.copyOf(out);
  }

  private static int parts(Sql sql, int limit) {
    int parts = 1;
    for (Sql child : Let.children(sql)) {
      if (parts >= limit) {
        return parts;
      }
      parts += parts(child, limit - parts);
    }
    return parts;
  }
}
