package io.edgesql.dialect.bind;

import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.catalog.View;
import io.edgesql.dialect.lex.Lexed;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.plan.Session.SqlMode;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Collations;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A small schema: the wide table t of the captured expressions, two tables to join, views. */
final class Fixture {
  static final String DATABASE = "bindt";
  static final Session SESSION =
      new Session(DATABASE, Collation.UTF8MB4_0900_AI_CI, SqlMode.DEFAULT);
  private static final Collation TEXT = Collation.UTF8MB4_0900_AI_CI;

  private Fixture() {}

  static BoundQuery bind(String sql) {
    return bind(sql, SESSION);
  }

  static BoundQuery bind(String sql, Session session) {
    Lexed lexed = Lexer.lex(sql, session.mode());
    Statement statement = Parser.parse(lexed, session.mode());
    VirtualTables virtual =
        (database, table) ->
            database.equalsIgnoreCase("information_schema") && table.equalsIgnoreCase("tables")
                ? List.of(
                    new BoundQuery.Output("TABLE_NAME", SqlType.varchar(64, TEXT), false, null))
                : null;
    return new Binder(catalog(), session, lexed.literals(), virtual)
        .bind(((Statement.Select) statement).query());
  }

  /** The default session without ONLY_FULL_GROUP_BY. */
  static Session loose() {
    SqlMode m = SqlMode.DEFAULT;
    return new Session(
        DATABASE,
        TEXT,
        new SqlMode(
            m.ansiQuotes(),
            m.pipesAsConcat(),
            m.noBackslashEscapes(),
            m.highNotPrecedence(),
            m.realAsFloat(),
            false,
            m.strict(),
            m.noZeroDate(),
            m.noZeroInDate(),
            m.errorForDivisionByZero(),
            m.noAutoValueOnZero(),
            m.noUnsignedSubtraction(),
            m.padCharToFullLength(),
            m.allowInvalidDates()));
  }

  static Catalog catalog() {
    Map<String, Catalog.Relation> relations = new LinkedHashMap<>();
    relations.put("t", wide());
    relations.put("a", narrow("a", "y", "id", "x"));
    relations.put("b", narrow("b", "z", "x", "id"));
    relations.put("v", view("v", List.of(), "SELECT id, x + 1 AS more FROM a"));
    relations.put("w", view("w", List.of("p", "q"), "SELECT id, more FROM v"));
    relations.put("stale", view("stale", List.of(), "SELECT gone FROM a"));
    relations.put("loop", view("loop", List.of(), "SELECT * FROM `loop`"));
    return new Catalog(1, Map.of(DATABASE, new Catalog.Database(DATABASE, TEXT, "s", relations)));
  }

  private static View view(String name, List<String> columns, String query) {
    return new View(
        DATABASE,
        name,
        columns,
        query,
        DATABASE,
        "UNDEFINED",
        "root@%",
        "DEFINER",
        null,
        null,
        null);
  }

  private static Table narrow(String name, String... columns) {
    List<Table.Column> list = new ArrayList<>();
    for (String column : columns) {
      list.add(column(column, SqlType.INT, !column.equals("id")));
    }
    return table(name, list);
  }

  private static Table table(String name, List<Table.Column> columns) {
    Table.Key primary =
        new Table.Key(
            "PRIMARY",
            Table.KeyKind.PRIMARY,
            List.of(new Table.Part("id", 0, false, null)),
            "",
            true,
            "");
    return new Table(
        DATABASE,
        name,
        name + "_1",
        columns,
        List.of(primary),
        List.of(),
        List.of(),
        List.of(),
        TEXT,
        Map.of(),
        1,
        "2024-01-01 00:00:00");
  }

  private static Table.Column column(String name, SqlType type, boolean nullable) {
    return new Table.Column(
        name, type, nullable, Table.Default.NULL, false, false, null, false, "", false);
  }

  private static Collation collation(String name) {
    return Objects.requireNonNull(Collations.byName(name));
  }

  private static SqlType integer(TypeName name, boolean unsigned) {
    return SqlType.integer(name, unsigned);
  }

  private static SqlType string(TypeName name, long length, Collation collation) {
    return new SqlType(name, false, false, length, 0, 0, collation, List.of());
  }

  private static SqlType members(TypeName name, String... members) {
    return new SqlType(name, false, false, 0, 0, 0, TEXT, List.of(members));
  }

  private static Table wide() {
    List<Table.Column> c = new ArrayList<>();
    c.add(column("id", SqlType.INT, false));
    addNumbers(c);
    addTimes(c);
    addStrings(c);
    return table("t", c);
  }

  private static void addNumbers(List<Table.Column> c) {
    c.add(column("ti", integer(TypeName.TINYINT, false), true));
    c.add(column("tu", integer(TypeName.TINYINT, true), true));
    c.add(column("si", integer(TypeName.SMALLINT, false), true));
    c.add(column("mi", integer(TypeName.MEDIUMINT, false), true));
    c.add(column("i", SqlType.INT, true));
    c.add(column("n", SqlType.INT, false));
    c.add(column("iu", integer(TypeName.INT, true), true));
    c.add(column("b", SqlType.BIGINT, true));
    c.add(column("bu", SqlType.BIGINT_UNSIGNED, true));
    c.add(column("d", SqlType.decimal(10, 2, false), true));
    c.add(column("dn", SqlType.decimal(20, 6, false), false));
    c.add(column("du", SqlType.decimal(8, 3, true), true));
    c.add(column("f", SqlType.simple(TypeName.FLOAT, SqlType.NOT_FIXED), true));
    c.add(column("db", SqlType.DOUBLE, true));
    c.add(column("dbn", SqlType.DOUBLE, false));
    c.add(column("y", integer(TypeName.YEAR, true), true));
    c.add(column("bt", string(TypeName.BIT, 8, Collation.BINARY), true));
  }

  private static void addTimes(List<Table.Column> c) {
    c.add(column("dt", SqlType.DATE, true));
    c.add(column("tm", SqlType.temporal(TypeName.TIME, 0), true));
    c.add(column("tm3", SqlType.temporal(TypeName.TIME, 3), true));
    c.add(column("dtm", SqlType.temporal(TypeName.DATETIME, 0), true));
    c.add(column("dtm6", SqlType.temporal(TypeName.DATETIME, 6), true));
    c.add(column("dtn", SqlType.temporal(TypeName.DATETIME, 0), false));
    c.add(column("ts", SqlType.temporal(TypeName.TIMESTAMP, 0), true));
    c.add(column("ts3", SqlType.temporal(TypeName.TIMESTAMP, 3), true));
  }

  private static void addStrings(List<Table.Column> c) {
    c.add(column("c", string(TypeName.CHAR, 10, TEXT), true));
    c.add(column("vc", SqlType.varchar(50, TEXT), true));
    c.add(column("vn", SqlType.varchar(20, TEXT), false));
    c.add(column("vcb", SqlType.varchar(30, Collation.UTF8MB4_BIN), true));
    c.add(column("vl", SqlType.varchar(12, collation("latin1_swedish_ci")), true));
    c.add(column("tx", string(TypeName.TEXT, 65_535, TEXT), true));
    c.add(column("tt", string(TypeName.TINYTEXT, 255, TEXT), true));
    c.add(column("mt", string(TypeName.MEDIUMTEXT, 16_777_215, TEXT), true));
    c.add(column("lt", string(TypeName.LONGTEXT, 4_294_967_295L, TEXT), true));
    c.add(column("bin", string(TypeName.BINARY, 8, Collation.BINARY), true));
    c.add(column("vb", SqlType.varbinary(30), true));
    c.add(column("bl", string(TypeName.BLOB, 65_535, Collation.BINARY), true));
    c.add(column("lb", string(TypeName.LONGBLOB, 4_294_967_295L, Collation.BINARY), true));
    c.add(column("en", members(TypeName.ENUM, "a", "bb", "ccc"), true));
    c.add(column("st", members(TypeName.SET, "x", "yy"), true));
    c.add(column("js", SqlType.JSON, true));
  }
}
