package io.edgesql.dialect.parse;

import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.SchemaStatement.ColumnDefinition;
import io.edgesql.dialect.tree.SchemaStatement.Position;
import io.edgesql.dialect.tree.SchemaStatement.TableChange;
import io.edgesql.dialect.tree.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ALTER TABLE. */
final class AlterTableParser {
  private final Tokens tokens;
  private final Grammar grammar;
  private final TableDefinitionParser definitions;
  private final TableOptionParser options;

  AlterTableParser(
      Tokens tokens,
      Grammar grammar,
      TableDefinitionParser definitions,
      TableOptionParser options) {
    this.tokens = tokens;
    this.grammar = grammar;
    this.definitions = definitions;
    this.options = options;
  }

  /** Behind ALTER TABLE. */
  SchemaStatement alter() {
    TableName table = tokens.tableName();
    List<TableChange> changes = new ArrayList<>();
    if (!tokens.atEnd() && !tokens.at(";")) {
      do {
        change(changes);
      } while (tokens.accept(","));
    }
    String partitioning = options.partitioning();
    if (partitioning != null) {
      changes.add(new SchemaStatement.SetOptions(Map.of("PARTITION_BY", partitioning)));
    }
    return new SchemaStatement.AlterTable(table, List.copyOf(changes));
  }

  private void change(List<TableChange> out) {
    switch (tokens.peek().word()) {
      case "ADD" -> add(out);
      case "DROP" -> drop(out);
      case "ALTER" -> alterPart(out);
      case "RENAME" -> rename(out);
      case "CHANGE" -> {
        tokens.take();
        tokens.accept("COLUMN");
        String name = tokens.name();
        out.add(changed(name, tokens.name()));
      }
      case "MODIFY" -> {
        tokens.take();
        tokens.accept("COLUMN");
        String name = tokens.name();
        out.add(changed(name, name));
      }
      default -> other(out);
    }
  }

  private TableChange changed(String name, String newName) {
    ColumnDefinition column = definitions.column(newName);
    return new SchemaStatement.ChangeColumn(name, column, position());
  }

  private Position position() {
    if (tokens.accept("FIRST")) {
      return new Position(true, null);
    }
    return tokens.accept("AFTER") ? new Position(false, tokens.name()) : Position.UNCHANGED;
  }

  private void add(List<TableChange> out) {
    tokens.expect("ADD");
    if (tokens.at("PARTITION")) {
      throw Tokens.unsupported("ALTER TABLE ... ADD PARTITION");
    }
    TableDefinitionParser.Elements elements = new TableDefinitionParser.Elements();
    boolean isColumn = tokens.accept("COLUMN");
    if (!isColumn && definitions.constraint(elements)) {
      addElements(elements, out);
      return;
    }
    if (tokens.accept("(")) {
      do {
        definitions.element(elements);
      } while (tokens.accept(","));
      tokens.expect(")");
      addElements(elements, out);
      return;
    }
    ColumnDefinition column = definitions.column(tokens.name());
    out.add(new SchemaStatement.AddColumn(column, position()));
  }

  private static void addElements(TableDefinitionParser.Elements elements, List<TableChange> out) {
    elements.columns.forEach(
        column -> out.add(new SchemaStatement.AddColumn(column, Position.UNCHANGED)));
    elements.keys.forEach(key -> out.add(new SchemaStatement.AddKey(key)));
    elements.foreignKeys.forEach(key -> out.add(new SchemaStatement.AddForeignKey(key)));
    elements.checks.forEach(check -> out.add(new SchemaStatement.AddCheck(check)));
  }

  private void drop(List<TableChange> out) {
    tokens.expect("DROP");
    switch (tokens.peek().word()) {
      case "PRIMARY" -> {
        tokens.expect("PRIMARY", "KEY");
        out.add(new SchemaStatement.DropPrimaryKey());
      }
      case "FOREIGN" -> {
        tokens.expect("FOREIGN", "KEY");
        out.add(new SchemaStatement.DropForeignKey(tokens.name()));
      }
      case "INDEX", "KEY" -> {
        tokens.take();
        out.add(
            tokens.accept("PRIMARY")
                ? new SchemaStatement.DropPrimaryKey()
                : new SchemaStatement.DropKey(tokens.name()));
      }
      case "CHECK", "CONSTRAINT" -> {
        boolean any = tokens.take().word().equals("CONSTRAINT");
        out.add(
            any && tokens.accept("PRIMARY")
                ? new SchemaStatement.DropPrimaryKey()
                : new SchemaStatement.DropCheck(tokens.name(), any));
      }
      case "PARTITION" -> throw Tokens.unsupported("ALTER TABLE ... DROP PARTITION");
      default -> {
        tokens.accept("COLUMN");
        out.add(new SchemaStatement.DropColumn(tokens.name()));
        if (!tokens.accept("RESTRICT")) {
          tokens.accept("CASCADE");
        }
      }
    }
  }

  private void alterPart(List<TableChange> out) {
    tokens.expect("ALTER");
    if (tokens.accept("INDEX")) {
      String name = tokens.name();
      boolean visible = tokens.expectAny("VISIBLE", "INVISIBLE").equals("VISIBLE");
      out.add(new SchemaStatement.SetKeyVisibility(name, visible));
      return;
    }
    if (tokens.accept("CHECK") || tokens.accept("CONSTRAINT")) {
      String name = tokens.name();
      if (!tokens.at("NOT") && !tokens.at("ENFORCED")) {
        throw tokens.error();
      }
      out.add(new SchemaStatement.SetCheckEnforced(name, definitions.enforced()));
      return;
    }
    tokens.accept("COLUMN");
    String column = tokens.name();
    if (tokens.accept("DROP")) {
      tokens.expect("DEFAULT");
      out.add(new SchemaStatement.SetDefault(column, null, null));
      return;
    }
    tokens.expect("SET");
    if (tokens.atAny("VISIBLE", "INVISIBLE")) {
      boolean visible = tokens.take().word().equals("VISIBLE");
      out.add(new SchemaStatement.SetColumnVisibility(column, visible));
      return;
    }
    tokens.expect("DEFAULT");
    int from = tokens.index();
    Expr value = definitions.defaultValue();
    out.add(new SchemaStatement.SetDefault(column, value, tokens.source(from)));
  }

  private void rename(List<TableChange> out) {
    tokens.expect("RENAME");
    if (tokens.accept("COLUMN")) {
      String from = tokens.name();
      tokens.expect("TO");
      out.add(new SchemaStatement.RenameColumn(from, tokens.name()));
    } else if (tokens.accept("INDEX") || tokens.accept("KEY")) {
      String from = tokens.name();
      tokens.expect("TO");
      out.add(new SchemaStatement.RenameKey(from, tokens.name()));
    } else {
      if (!tokens.accept("TO") && !tokens.accept("AS")) {
        tokens.accept("=");
      }
      out.add(new SchemaStatement.RenameTo(tokens.tableName()));
    }
  }

  private void other(List<TableChange> out) {
    Map<String, String> set = new LinkedHashMap<>();
    switch (tokens.peek().word()) {
      case "CONVERT" -> {
        tokens.expect("CONVERT", "TO");
        if (!tokens.accept("CHARSET")) {
          tokens.expectAny("CHARACTER", "CHAR");
          tokens.expect("SET");
        }
        set.put(
            "CONVERT_CHARSET",
            tokens.accept("DEFAULT") ? "DEFAULT" : grammar.charsets.declaredCharset());
        if (tokens.accept("COLLATE")) {
          set.put("CONVERT_COLLATE", grammar.charsets.declaredCollation());
        }
      }
      case "ORDER" -> grammar.calls.orderBy();
      case "ALGORITHM", "LOCK" -> {
        tokens.take();
        tokens.accept("=");
        tokens.word();
      }
      case "FORCE" -> {
        tokens.take();
        set.put("FORCE", "");
      }
      case "ENABLE", "DISABLE" -> {
        tokens.take();
        tokens.expect("KEYS");
      }
      case "WITH", "WITHOUT" -> {
        tokens.take();
        tokens.expect("VALIDATION");
      }
      case "DISCARD",
          "IMPORT",
          "TRUNCATE",
          "COALESCE",
          "REORGANIZE",
          "EXCHANGE",
          "ANALYZE",
          "CHECK",
          "OPTIMIZE",
          "REBUILD",
          "REPAIR",
          "REMOVE",
          "UPGRADE" ->
          throw Tokens.unsupported("ALTER TABLE ... " + tokens.peek().word());
      case "PARTITION" -> {
        return;
      }
      default -> {
        if (!options.option(set)) {
          throw tokens.error();
        }
        while (options.option(set)) {
          // Options may follow each other without commas.
        }
      }
    }
    out.add(new SchemaStatement.SetOptions(set));
  }
}
