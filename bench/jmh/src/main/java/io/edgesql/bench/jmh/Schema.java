package io.edgesql.bench.jmh;

import io.edgesql.dialect.SqlCompiler;
import io.edgesql.dialect.bind.VirtualTables;
import io.edgesql.dialect.catalog.Catalog;
import io.edgesql.dialect.catalog.Table;
import io.edgesql.dialect.ddl.SchemaEdit;
import io.edgesql.dialect.ddl.SchemaPlanner;
import io.edgesql.dialect.lex.Lexer;
import io.edgesql.dialect.parse.Parser;
import io.edgesql.dialect.plan.Plan;
import io.edgesql.dialect.plan.Session;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.types.Collation;
import java.util.List;

/** A shop's tables, and statements on them. */
public final class Schema {
  public static final Session SESSION =
      new Session("shop", Collation.UTF8MB4_0900_AI_CI, Session.SqlMode.DEFAULT);
  public static final String POINT = "SELECT name, price FROM product WHERE id = 4711";
  public static final String JOIN =
      "SELECT c.name, o.id, p.name, l.quantity * p.price AS total, s.name"
          + " FROM customer c JOIN orders o ON o.customer_id = c.id"
          + " JOIN line l ON l.order_id = o.id JOIN product p ON p.id = l.product_id"
          + " LEFT JOIN shipper s ON s.id = o.shipper_id"
          + " WHERE c.country = 'NO' AND o.made >= '2024-01-01' AND l.quantity > 2"
          + " ORDER BY total DESC, o.id LIMIT 20";
  public static final String BATCH =
      "INSERT INTO line (order_id, product_id, quantity) VALUES "
          + ",(1,2,3)".repeat(10).substring(1);
  private static final List<String> TABLES =
      List.of(
          "CREATE DATABASE shop",
          "CREATE TABLE customer (id INT PRIMARY KEY, name VARCHAR(80) NOT NULL, country CHAR(2))",
          "CREATE TABLE orders (id INT PRIMARY KEY, customer_id INT NOT NULL, shipper_id INT,"
              + " made DATETIME NOT NULL, KEY (customer_id))",
          "CREATE TABLE line (id INT PRIMARY KEY AUTO_INCREMENT, order_id INT NOT NULL,"
              + " product_id INT NOT NULL, quantity INT NOT NULL, KEY (order_id))",
          "CREATE TABLE product (id INT PRIMARY KEY, name VARCHAR(80) NOT NULL, price"
              + " DECIMAL(10,2))",
          "CREATE TABLE shipper (id INT PRIMARY KEY, name VARCHAR(80) NOT NULL)");

  private Schema() {}

  /** The tables as a catalog. */
  public static Catalog catalog() {
    Catalog catalog = Catalog.EMPTY;
    for (String sql : TABLES) {
      Statement statement = Parser.parse(Lexer.lex(sql, SESSION.mode()), SESSION.mode());
      SchemaEdit edit =
          SchemaPlanner.plan(
              ((Statement.Schema) statement).statement(),
              catalog,
              SESSION,
              "2024-01-01 00:00:00",
              true,
              Table.TEMPORARY + "test:");
      catalog = edit.apply(catalog, catalog.version() + 1);
    }
    return catalog;
  }

  /** Text to plan, nothing cached. */
  public static Plan compile(String sql, Catalog catalog) {
    return SqlCompiler.compile(Lexer.lex(sql, SESSION.mode()), catalog, SESSION, VirtualTables.NONE)
        .plan();
  }
}
