package io.edgesql.dialect.translate;

import io.edgesql.dialect.plan.Program;
import io.edgesql.dialect.types.Representation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes SQLite text and collects what its placeholders bind. One for each statement.
 *
 * <p>Equal deterministic bindings share a number. SQLite's limit of 100 placeholders is met by
 * packing scalars beyond it into one JSON array.
 */
public final class Renderer {
  /** Placeholders that a statement may have. */
  public static final int MAX_PLACEHOLDERS = 100;

  /** Operands of one flat run of AND, OR, + or ||; longer ones become a tree. */
  private static final int FLAT_OPERANDS = 8;

  private final StringBuilder out = new StringBuilder(256);
  private final List<Slot> slots = new ArrayList<>();
  private final List<Program.Binding> bindings = new ArrayList<>();
  private final Map<Program.Binding, Integer> numbers = new LinkedHashMap<>();

  /** A place in {@link #out} where a placeholder belongs. */
  private record Slot(int at, int binding, Sql.Form form) {}

  /** Finished text and bindings. */
  public record Rendered(String sql, List<Program.Binding> bindings) {}

  public static Rendered render(SqlQuery query) {
    Renderer renderer = new Renderer();
    renderer.query(query);
    return renderer.finish();
  }

  /** Adds text as it is. */
  public Renderer text(String text) {
    out.append(text);
    return this;
  }

  public Renderer name(String name) {
    out.append(Quote.name(name));
    return this;
  }

  public Renderer names(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      text(i == 0 ? "" : ", ").name(names.get(i));
    }
    return this;
  }

  /** Reserves a number for a binding without writing anything; gives its index. */
  public int bind(Program.Binding binding) {
    if (Shapes.isRepeatable(binding)) {
      Integer known = numbers.get(binding);
      if (known != null) {
        return known;
      }
      numbers.put(binding, bindings.size());
    }
    bindings.add(binding);
    return bindings.size() - 1;
  }

  /**
   * The text with what each placeholder would bind written in its place, where nothing can be
   * bound.
   */
  public String inlined(java.util.function.Function<Program.Binding, String> text) {
    StringBuilder written = new StringBuilder(out.length() + slots.size() * 8);
    int from = 0;
    for (Slot slot : slots) {
      written.append(out, from, slot.at()).append(text.apply(bindings.get(slot.binding())));
      from = slot.at();
    }
    return written.append(out, from, out.length()).toString();
  }

  /** The text with its placeholders numbered. */
  public Rendered finish() {
    List<Program.Binding> bound = bindings;
    int[] place = new int[bindings.size()];
    int[] packedAt = new int[bindings.size()];
    for (int i = 0; i < place.length; i++) {
      place[i] = i;
      packedAt[i] = -1;
    }
    if (bindings.size() > MAX_PLACEHOLDERS) {
      bound = pack(place, packedAt);
    }
    StringBuilder text = new StringBuilder(out.length() + slots.size() * 4);
    int from = 0;
    for (Slot slot : slots) {
      text.append(out, from, slot.at());
      from = slot.at();
      placeholder(text, place[slot.binding()] + 1, packedAt[slot.binding()], slot);
    }
    text.append(out, from, out.length());
    return new Rendered(text.toString(), List.copyOf(bound));
  }

  /** Scalars from the end of the list move into one array until the rest fits. */
  private List<Program.Binding> pack(int[] place, int[] packedAt) {
    int excess = bindings.size() - (MAX_PLACEHOLDERS - 1);
    boolean[] moved = new boolean[bindings.size()];
    for (int i = bindings.size() - 1; i >= 0 && excess > 0; i--) {
      if (bindings.get(i) instanceof Program.Scalar) {
        moved[i] = true;
        excess--;
      }
    }
    List<Program.Binding> kept = new ArrayList<>();
    List<Program.Scalar> packed = new ArrayList<>();
    for (int i = 0; i < moved.length; i++) {
      if (moved[i] && bindings.get(i) instanceof Program.Scalar scalar) {
        packedAt[i] = packed.size();
        packed.add(scalar);
      } else {
        place[i] = kept.size();
        kept.add(bindings.get(i));
      }
    }
    for (int i = 0; i < moved.length; i++) {
      if (moved[i]) {
        place[i] = kept.size();
      }
    }
    kept.add(new Program.Packed(List.copyOf(packed)));
    return kept;
  }

  private void placeholder(StringBuilder text, int number, int element, Slot slot) {
    String value = "?" + number;
    if (element >= 0) {
      value = "(?" + number + " ->> " + element + ")";
      if (bindings.get(slot.binding()) instanceof Program.Scalar scalar
          && scalar.representation().kind() == Representation.Kind.BLOB) {
        value = "unhex(" + value + ")";
      }
    }
    switch (slot.form()) {
      case PLAIN -> text.append(value);
      case INTEGER -> text.append("CAST(").append(value).append(" AS INTEGER)");
      case UNSIGNED64 ->
          text.append("(CASE WHEN length(")
              .append(value)
              .append(")=20 THEN ")
              .append(value)
              .append(" ELSE CAST(")
              .append(value)
              .append(" AS INTEGER) END)");
    }
  }

  public Renderer query(SqlQuery query) {
    if (query instanceof SqlQuery.Select select) {
      select(select);
    } else if (query instanceof SqlQuery.Compound compound) {
      text("SELECT * FROM (").query(compound.left()).text(") ").text(compound.operator());
      text(" SELECT * FROM (").query(compound.right()).text(")");
    } else if (query instanceof SqlQuery.Ordered ordered) {
      ordered(ordered);
    } else if (query instanceof SqlQuery.Values values) {
      text("VALUES ");
      for (int i = 0; i < values.rows().size(); i++) {
        text(i == 0 ? "(" : ", (").list(values.rows().get(i)).text(")");
      }
    }
    return this;
  }

  private void ordered(SqlQuery.Ordered query) {
    with(query.with());
    query(query.body());
    orderBy(query.orderBy());
    limit(query.limit(), query.offset());
  }

  private void limit(@Nullable Sql limit, @Nullable Sql offset) {
    if (limit != null || offset != null) {
      text(" LIMIT ").expr(limit == null ? Sql.number(-1) : limit);
    }
    if (offset != null) {
      text(" OFFSET ").expr(offset);
    }
  }

  /** WITH and its tables, if there are any. */
  public Renderer with(List<SqlQuery.Common> tables) {
    for (int i = 0; i < tables.size(); i++) {
      SqlQuery.Common table = tables.get(i);
      text(i == 0 ? "WITH RECURSIVE " : ", ").name(table.name()).text("(").names(table.columns());
      text(") AS (");
      if (table.recursive()) {
        flat(table.query());
      } else {
        query(table.query());
      }
      text(")");
    }
    return text(tables.isEmpty() ? "" : " ");
  }

  /** The members of a recursive table one behind the other. */
  private void flat(SqlQuery query) {
    if (query instanceof SqlQuery.Compound compound) {
      flat(compound.left());
      text(" ").text(compound.operator()).text(" ").query(compound.right());
    } else if (query instanceof SqlQuery.Ordered ordered
        && ordered.body() instanceof SqlQuery.Compound
        && ordered.with().isEmpty()
        && ordered.orderBy().isEmpty()) {
      flat(ordered.body());
      limit(ordered.limit(), ordered.offset());
    } else {
      query(query);
    }
  }

  /** {@code ORDER BY}, if there is any. */
  public Renderer orderBy(List<Sql.Order> orders) {
    for (int i = 0; i < orders.size(); i++) {
      text(i == 0 ? " ORDER BY " : ", ").expr(orders.get(i).expr());
      text(orders.get(i).descending() ? " DESC" : "");
    }
    return this;
  }

  private void select(SqlQuery.Select select) {
    text(select.distinct() ? "SELECT DISTINCT " : "SELECT ");
    for (int i = 0; i < select.items().size(); i++) {
      SqlQuery.Item item = select.items().get(i);
      text(i == 0 ? "" : ", ").expr(item.expr());
      String name = item.name();
      if (name != null) {
        text(" AS ").name(name);
      }
    }
    SqlQuery.From from = select.from();
    if (from != null) {
      text(" FROM ").from(from);
    }
    where(select.where());
    if (!select.groupBy().isEmpty()) {
      text(" GROUP BY ").list(select.groupBy());
    }
    Sql having = select.having();
    if (having != null) {
      text(" HAVING ").expr(having);
    }
  }

  public Renderer where(@Nullable Sql where) {
    return where == null ? this : text(" WHERE ").expr(where);
  }

  public Renderer from(SqlQuery.From from) {
    if (from instanceof SqlQuery.TableFrom table) {
      name(table.table());
      List<Sql> arguments = table.arguments();
      if (arguments != null) {
        text("(").list(arguments).text(")");
      }
      text(" AS ").name(table.alias());
    } else if (from instanceof SqlQuery.QueryFrom derived) {
      text("(").query(derived.query()).text(") AS ").name(derived.alias());
    } else if (from instanceof SqlQuery.JoinFrom join) {
      from(join.first()).text(join.left() ? " LEFT JOIN " : " JOIN ");
      boolean nested = join.second() instanceof SqlQuery.JoinFrom;
      text(nested ? "(" : "").from(join.second()).text(nested ? ")" : "");
      Sql on = join.on();
      if (on != null) {
        text(" ON ").expr(on);
      }
    }
    return this;
  }

  public Renderer list(List<Sql> expressions) {
    for (int i = 0; i < expressions.size(); i++) {
      text(i == 0 ? "" : ", ").expr(expressions.get(i));
    }
    return this;
  }

  /** An expression without parentheses around it. */
  public Renderer expr(Sql sql) {
    if (sql instanceof Sql.Column column) {
      String qualifier = column.qualifier();
      if (qualifier != null) {
        name(qualifier).text(".");
      }
      name(column.name());
    } else if (sql instanceof Sql.Text literal) {
      text(Quote.text(literal.value()));
    } else if (sql instanceof Sql.Word number) {
      text(number.text());
    } else if (sql instanceof Sql.Bind bind) {
      slots.add(new Slot(out.length(), bind(bind.binding()), bind.form()));
    } else if (sql instanceof Sql.Formula formula) {
      formula(formula);
    } else if (sql instanceof Sql.Binary binary) {
      operand(binary.left()).text(" ").text(binary.operator()).text(" ").operand(binary.right());
    } else if (sql instanceof Sql.Chain chain) {
      chain(chain.operator(), chain.operands());
    } else {
      structured(sql);
    }
    return this;
  }

  private void structured(Sql sql) {
    if (sql instanceof Sql.Not not) {
      text("NOT ").operand(not.operand());
    } else if (sql instanceof Sql.Function function) {
      text(function.name()).text("(").list(function.arguments()).text(")");
    } else if (sql instanceof Sql.Case cases) {
      text("CASE");
      for (int i = 0; i < cases.conditions().size(); i++) {
        text(" WHEN ").expr(cases.conditions().get(i));
        text(" THEN ").expr(cases.results().get(i));
      }
      Sql otherwise = cases.otherwise();
      if (otherwise != null) {
        text(" ELSE ").expr(otherwise);
      }
      text(" END");
    } else if (sql instanceof Sql.Cast cast) {
      text("CAST(").expr(cast.operand()).text(" AS ").text(cast.type()).text(")");
    } else if (sql instanceof Sql.Collate collate) {
      operand(collate.operand()).text(" COLLATE ").text(collate.collation());
    } else if (sql instanceof Sql.Tuple tuple) {
      text("(").list(tuple.items()).text(")");
    } else if (sql instanceof Sql.InList in) {
      operand(in.left()).text(" IN (").list(in.items()).text(")");
    } else if (sql instanceof Sql.InQuery in) {
      operand(in.left()).text(" IN (").query(in.query()).text(")");
    } else if (sql instanceof Sql.Scalar scalar) {
      text("(").query(scalar.query()).text(")");
    } else if (sql instanceof Sql.Exists exists) {
      text("EXISTS (").query(exists.query()).text(")");
    } else if (sql instanceof Sql.Aggregate aggregate) {
      aggregate(aggregate);
    }
  }

  private void aggregate(Sql.Aggregate aggregate) {
    text(aggregate.name()).text("(").text(aggregate.distinct() ? "DISTINCT " : "");
    list(aggregate.arguments()).orderBy(aggregate.orderBy()).text(")");
    Sql.Over over = aggregate.over();
    if (over != null) {
      text(" OVER (");
      if (!over.partitionBy().isEmpty()) {
        text("PARTITION BY ").list(over.partitionBy());
      }
      orderBy(over.orderBy());
      Sql frame = over.frame();
      if (frame != null) {
        text(" ").expr(frame);
      }
      text(")");
    }
  }

  private void formula(Sql.Formula formula) {
    String text = formula.text();
    int from = 0;
    while (true) {
      int open = text.indexOf('{', from);
      if (open < 0) {
        text(text.substring(from));
        return;
      }
      text(text.substring(from, open));
      operand(formula.holes().get(text.charAt(open + 1) - '0'));
      from = open + 3;
    }
  }

  private void chain(String operator, List<Sql> operands) {
    if (operands.size() <= FLAT_OPERANDS) {
      for (int i = 0; i < operands.size(); i++) {
        text(i == 0 ? "" : " " + operator + " ").operand(operands.get(i));
      }
      return;
    }
    int groups = Math.min(FLAT_OPERANDS, (operands.size() + FLAT_OPERANDS - 1) / FLAT_OPERANDS);
    int from = 0;
    for (int group = 0; group < groups; group++) {
      int to = (int) ((long) operands.size() * (group + 1) / groups);
      text(group == 0 ? "(" : " " + operator + " (");
      chain(operator, operands.subList(from, to));
      text(")");
      from = to;
    }
  }

  /** An expression as an operand: in parentheses unless it is a primary. */
  private Renderer operand(Sql sql) {
    return isPrimary(sql) ? expr(sql) : text("(").expr(sql).text(")");
  }

  private static boolean isPrimary(Sql sql) {
    if (sql instanceof Sql.Word number) {
      return !number.text().startsWith("-");
    }
    return sql.isSimple()
        || sql instanceof Sql.Function
        || sql instanceof Sql.Cast
        || sql instanceof Sql.Case
        || sql instanceof Sql.Scalar
        || sql instanceof Sql.Tuple
        || sql instanceof Sql.Exists
        || sql instanceof Sql.Aggregate;
  }
}
