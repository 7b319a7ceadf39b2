package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.tree.Query;
import io.edgesql.dialect.tree.SchemaStatement;
import io.edgesql.dialect.tree.SchemaStatement.KeyKind;
import io.edgesql.dialect.tree.SchemaStatement.TriggerStatement;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CREATE, ALTER, DROP, RENAME and TRUNCATE. */
final class SchemaParser {
  private final Tokens tokens;
  private final Grammar grammar;
  private final TableDefinitionParser definitions;
  private final TableOptionParser options;
  private final AlterTableParser alterTable;

  SchemaParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
    this.definitions = new TableDefinitionParser(tokens, grammar);
    this.options = new TableOptionParser(tokens, grammar);
    this.alterTable = new AlterTableParser(tokens, grammar, definitions, options);
  }

  Statement statement() {
    tokens.makeConstants();
    String verb = tokens.expectAny("CREATE", "ALTER", "DROP", "RENAME", "TRUNCATE");
    RoutineParser routines = new RoutineParser(tokens, grammar);
    if (routines.isHere()) {
      return routines.definition(verb, this::definer);
    }
    if (isAdministration()) {
      return Administration.unsupported(tokens, verb);
    }
    SchemaStatement statement =
        switch (verb) {
          case "CREATE" -> create();
          case "ALTER" -> alter();
          case "DROP" -> drop();
          case "RENAME" -> rename();
          default -> {
            tokens.accept("TABLE");
            yield new SchemaStatement.TruncateTable(tokens.tableName());
          }
        };
    return new Statement.Schema(statement, tokens.statementText());
  }

  /** Routines, events, users and server objects, behind an optional DEFINER. */
  private boolean isAdministration() {
    int i = tokens.index();
    if (tokens.token(i).word().equals("DEFINER")) {
      while (i < tokens.index() + 8 && !isObjectWord(tokens.token(i).word())) {
        i++;
      }
    }
    return switch (tokens.token(i).word()) {
      case "USER",
          "ROLE",
          "SERVER",
          "TABLESPACE",
          "UNDO",
          "LOGFILE",
          "INSTANCE",
          "RESOURCE",
          "LIBRARY" ->
          true;
      case "SPATIAL" -> tokens.token(i + 1).word().equals("REFERENCE");
      default -> false;
    };
  }

  private static boolean isObjectWord(String word) {
    return switch (word) {
      case "PROCEDURE", "FUNCTION", "EVENT", "VIEW", "TRIGGER", "SQL" -> true;
      default -> false;
    };
  }

  // CREATE.

  private SchemaStatement create() {
    switch (tokens.peek().word()) {
      case "TEMPORARY" -> {
        tokens.expect("TEMPORARY", "TABLE");
        return createTable(true);
      }
      case "TABLE" -> {
        tokens.take();
        return createTable(false);
      }
      case "DATABASE", "SCHEMA" -> {
        tokens.take();
        boolean ifNotExists = ifNotExists();
        String name = tokens.name();
        Map<String, String> set = options.databaseOptions();
        return new SchemaStatement.CreateDatabase(
            name, ifNotExists, set.get("CHARSET"), set.get("COLLATE"));
      }
      case "UNIQUE", "FULLTEXT", "SPATIAL" -> {
        KeyKind kind = KeyKind.valueOf(tokens.take().word());
        tokens.expect("INDEX");
        return createIndex(kind);
      }
      case "INDEX" -> {
        tokens.take();
        return createIndex(KeyKind.INDEX);
      }
      default -> {
        return createView(false);
      }
    }
  }

  private boolean ifNotExists() {
    if (!tokens.accept("IF")) {
      return false;
    }
    tokens.expect("NOT", "EXISTS");
    return true;
  }

  private boolean ifExists() {
    if (!tokens.accept("IF")) {
      return false;
    }
    tokens.expect("EXISTS");
    return true;
  }

  private SchemaStatement createTable(boolean temporary) {
    boolean ifNotExists = ifNotExists();
    TableName name = tokens.tableName();
    TableName like = null;
    TableDefinitionParser.Elements elements = new TableDefinitionParser.Elements();
    if (tokens.accept("LIKE")) {
      like = tokens.tableName();
    } else if (tokens.accept("(", "LIKE")) {
      like = tokens.tableName();
      tokens.expect(")");
    } else if (tokens.at("(") && !grammar.expressions.isSubquery()) {
      tokens.expect("(");
      do {
        definitions.element(elements);
      } while (tokens.accept(","));
      tokens.expect(")");
    }
    Map<String, String> set = like == null ? options.options() : Map.of();
    String partitioning = like == null ? options.partitioning() : null;
    boolean replace = false;
    boolean ignore = false;
    Query query = null;
    if (like == null && options.startsQuery()) {
      replace = tokens.accept("REPLACE");
      ignore = !replace && tokens.accept("IGNORE");
      tokens.accept("AS");
      query = grammar.queries.query();
    }
    if (like == null && query == null && elements.columns.isEmpty()) {
      throw SqlException.of(ErrorCode.ER_TABLE_MUST_HAVE_A_VISIBLE_COLUMN);
    }
    return new SchemaStatement.CreateTable(
        name,
        temporary,
        ifNotExists,
        List.copyOf(elements.columns),
        List.copyOf(elements.keys),
        List.copyOf(elements.foreignKeys),
        List.copyOf(elements.checks),
        set,
        partitioning,
        like,
        query,
        replace,
        ignore);
  }

  private SchemaStatement createIndex(KeyKind kind) {
    String name = tokens.name();
    String using = definitions.using();
    tokens.expect("ON");
    TableName table = tokens.tableName();
    SchemaStatement.KeyDefinition key = definitions.keyTail(kind, name, using);
    online();
    return new SchemaStatement.CreateIndex(key, table);
  }

  /** ALGORITHM and LOCK of online DDL say nothing here. */
  private void online() {
    while (tokens.accept("ALGORITHM") || tokens.accept("LOCK")) {
      tokens.accept("=");
      tokens.word();
    }
  }

  /** A view, or with DEFINER or without it a trigger. */
  private SchemaStatement createView(boolean alter) {
    boolean orReplace = tokens.accept("OR", "REPLACE");
    String algorithm = "UNDEFINED";
    if (tokens.accept("ALGORITHM")) {
      tokens.expect("=");
      algorithm = tokens.expectAny("UNDEFINED", "MERGE", "TEMPTABLE");
    }
    String definer = definer();
    if (!alter && !orReplace && tokens.accept("TRIGGER")) {
      return createTrigger(definer);
    }
    String security = "DEFINER";
    if (tokens.accept("SQL", "SECURITY")) {
      security = tokens.expectAny("DEFINER", "INVOKER");
    }
    tokens.expect("VIEW");
    TableName name = tokens.tableName();
    List<String> columns = tokens.at("(") ? List.copyOf(tokens.namesInParentheses()) : List.of();
    tokens.expect("AS");
    int from = tokens.index();
    Query query = grammar.queries.query();
    if (!query.into().isEmpty()) {
      throw SqlException.of(ErrorCode.ER_VIEW_SELECT_CLAUSE, "INTO");
    }
    for (int i = from; i < tokens.index(); i++) {
      if (tokens.token(i).kind() == Kind.VARIABLE) {
        throw SqlException.of(ErrorCode.ER_VIEW_SELECT_VARIABLE);
      }
    }
    String text = tokens.source(from);
    String checkOption = null;
    if (tokens.accept("WITH")) {
      checkOption = tokens.accept("LOCAL") ? "LOCAL" : "CASCADED";
      tokens.accept("CASCADED");
      tokens.expect("CHECK", "OPTION");
    }
    return new SchemaStatement.CreateView(
        name, orReplace, alter, columns, query, text, algorithm, definer, security, checkOption);
  }

  private @Nullable String definer() {
    if (!tokens.accept("DEFINER")) {
      return null;
    }
    tokens.expect("=");
    Statement.AccountName account = tokens.account();
    return account == null ? null : account.user() + "@" + account.host();
  }

  private SchemaStatement createTrigger(@Nullable String definer) {
    boolean ifNotExists = ifNotExists();
    TableName name = tokens.tableName();
    boolean before = tokens.expectAny("BEFORE", "AFTER").equals("BEFORE");
    String event = tokens.expectAny("INSERT", "UPDATE", "DELETE");
    tokens.expect("ON");
    TableName table = tokens.tableName();
    tokens.expect("FOR", "EACH");
    tokens.expect("ROW");
    if (tokens.accept("FOLLOWS") || tokens.accept("PRECEDES")) {
      tokens.name();
    }
    int from = tokens.index();
    List<TriggerStatement> body = new TriggerParser(tokens, grammar).body();
    return new SchemaStatement.CreateTrigger(
        name, ifNotExists, before, event, table, definer, body, tokens.source(from), null);
  }

  // ALTER, DROP, RENAME.

  private SchemaStatement alter() {
    switch (tokens.peek().word()) {
      case "TABLE" -> {
        tokens.take();
        return alterTable.alter();
      }
      case "DATABASE", "SCHEMA" -> {
        tokens.take();
        boolean named = tokens.atName() && !tokens.atAny("CHARSET", "ENCRYPTION");
        String name = named ? tokens.name() : null;
        Map<String, String> set = options.databaseOptions();
        return new SchemaStatement.AlterDatabase(name, set.get("CHARSET"), set.get("COLLATE"));
      }
      default -> {
        return createView(true);
      }
    }
  }

  private SchemaStatement drop() {
    boolean temporary = tokens.accept("TEMPORARY");
    String what =
        tokens.expectAny(
            "TABLE", "TABLES", "VIEW", "DATABASE", "SCHEMA", "INDEX", "TRIGGER", "PREPARE");
    switch (what) {
      case "TABLE", "TABLES" -> {
        boolean ifExists = ifExists();
        List<TableName> tables = List.copyOf(tokens.tableNames());
        restrict();
        return new SchemaStatement.DropTables(tables, temporary, ifExists);
      }
      case "VIEW" -> {
        boolean ifExists = ifExists();
        List<TableName> views = List.copyOf(tokens.tableNames());
        restrict();
        return new SchemaStatement.DropViews(views, ifExists);
      }
      case "INDEX" -> {
        String name = tokens.accept("PRIMARY") ? "PRIMARY" : tokens.name();
        tokens.expect("ON");
        TableName table = tokens.tableName();
        online();
        return new SchemaStatement.DropIndex(name, table);
      }
      case "TRIGGER" -> {
        boolean ifExists = ifExists();
        return new SchemaStatement.DropTrigger(tokens.tableName(), ifExists);
      }
      default -> {
        boolean ifExists = ifExists();
        return new SchemaStatement.DropDatabase(tokens.name(), ifExists);
      }
    }
  }

  private void restrict() {
    if (!tokens.accept("RESTRICT")) {
      tokens.accept("CASCADE");
    }
  }

  private SchemaStatement rename() {
    tokens.expectAny("TABLE", "TABLES");
    List<TableName> from = new ArrayList<>();
    List<TableName> to = new ArrayList<>();
    do {
      from.add(tokens.tableName());
      tokens.expect("TO");
      to.add(tokens.tableName());
    } while (tokens.accept(","));
    return new SchemaStatement.RenameTables(List.copyOf(from), List.copyOf(to));
  }
}
