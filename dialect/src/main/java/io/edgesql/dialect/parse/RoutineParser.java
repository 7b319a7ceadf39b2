package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.ddl.ColumnTypes;
import io.edgesql.dialect.routine.Code;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.Statement.Characteristics;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CREATE, ALTER and DROP of stored procedures and functions, and CALL; DROP EVENT. */
final class RoutineParser {
  private final Tokens tokens;
  private final Grammar grammar;

  RoutineParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
  }

  /** Whether PROCEDURE, FUNCTION or EVENT comes next, perhaps behind a DEFINER. */
  boolean isHere() {
    return kindAt() >= 0;
  }

  private int kindAt() {
    int i = tokens.index();
    if (tokens.token(i).word().equals("AGGREGATE")) {
      return i + 1;
    }
    if (tokens.token(i).word().equals("DEFINER")) {
      while (i < tokens.index() + 8 && !isKind(i) && !isOther(i)) {
        i++;
      }
    }
    return isKind(i) ? i : -1;
  }

  private boolean isKind(int i) {
    return switch (tokens.token(i).word()) {
      case "PROCEDURE", "FUNCTION", "EVENT" -> true;
      default -> false;
    };
  }

  private boolean isOther(int i) {
    return switch (tokens.token(i).word()) {
      case "VIEW", "TRIGGER", "SQL" -> true;
      default -> false;
    };
  }

  /**
   * CREATE, ALTER or DROP, whose verb was read.
   *
   * @param definer reads a DEFINER; null is the session's account
   */
  Statement definition(String verb, java.util.function.Supplier<@Nullable String> definer) {
    boolean isEvent = tokens.token(kindAt()).word().equals("EVENT");
    if (tokens.inRoutine() && isEvent && !verb.equals("DROP")) {
      throw SqlException.of(ErrorCode.ER_EVENT_RECURSION_FORBIDDEN);
    }
    if (tokens.inRoutine() && !isEvent) {
      throw verb.equals("CREATE")
          ? SqlException.of(ErrorCode.ER_SP_NO_RECURSIVE_CREATE, tokens.token(kindAt()).word())
          : new SqlException(
              1357,
              "HY000",
              "Can't drop or alter a "
                  + tokens.token(kindAt()).word()
                  + " from within another stored routine");
    }
    String owner = definer.get();
    if (tokens.at("AGGREGATE")) {
      throw Tokens.unsupported("CREATE AGGREGATE FUNCTION");
    }
    String kind = tokens.expectAny("PROCEDURE", "FUNCTION", "EVENT");
    boolean lenient = false;
    if (tokens.accept("IF")) {
      if (verb.equals("CREATE")) {
        tokens.expect("NOT");
      }
      tokens.expect("EXISTS");
      lenient = true;
    }
    TableName name = tokens.tableName();
    if (verb.equals("DROP")) {
      return new Statement.Routine(verb, kind, name, lenient);
    }
    if (kind.equals("EVENT")) {
      checkName(name.table());
      return new EventParser(tokens, grammar).definition(verb, name, lenient, owner);
    }
    if (verb.equals("ALTER")) {
      return new Statement.AlterRoutine(kind, name, characteristics());
    }
    if (kind.equals("FUNCTION") && tokens.at("RETURNS")) {
      throw Tokens.unsupported("loadable functions");
    }
    return create(kind.equals("FUNCTION"), name, lenient, owner);
  }

  private Statement create(
      boolean isFunction, TableName name, boolean ifNotExists, @Nullable String definer) {
    checkName(name.table());
    tokens.expect("(");
    RoutineNames names = new RoutineNames();
    int from = tokens.index();
    List<Code.Parameter> parameters = parameters(isFunction, names, Collation.UTF8MB4_0900_AI_CI);
    String parameterText = tokens.source(from);
    tokens.expect(")");
    String returns = null;
    SqlType type = null;
    if (isFunction) {
      tokens.expect("RETURNS");
      int start = tokens.index();
      type = type(Collation.UTF8MB4_0900_AI_CI);
      returns = tokens.source(start);
    }
    Characteristics characteristics = characteristics();
    if (tokens.atAny("AS", "USING")) {
      throw Tokens.unsupported("routines in other languages");
    }
    int start = tokens.index();
    new RoutineBodyParser(tokens, grammar, names, type).code(parameters);
    return new Statement.CreateRoutine(
        name, ifNotExists, definer, parameterText, returns, characteristics, tokens.source(start));
  }

  static void checkName(String name) {
    if (name.isEmpty() || name.endsWith(" ")) {
      throw SqlException.of(ErrorCode.ER_SP_WRONG_NAME, name);
    }
    if (name.codePointCount(0, name.length()) > 64) {
      throw SqlException.of(ErrorCode.ER_TOO_LONG_IDENT, name);
    }
  }

  /** {@code name(parameters) [RETURNS type] body}, as the catalog keeps it. */
  Code code(Collation collation) {
    tokens.name();
    tokens.expect("(");
    RoutineNames names = new RoutineNames();
    boolean isFunction =
        tokens.token(tokens.partner(tokens.index() - 1) + 1).word().equals("RETURNS");
    List<Code.Parameter> parameters = parameters(isFunction, names, collation);
    tokens.expect(")");
    SqlType returns = tokens.accept("RETURNS") ? type(collation) : null;
    return new RoutineBodyParser(tokens, grammar, names, returns)
        .withCollation(collation)
        .code(parameters);
  }

  private List<Code.Parameter> parameters(
      boolean isFunction, RoutineNames names, Collation collation) {
    List<Code.Parameter> parameters = new ArrayList<>();
    if (tokens.at(")")) {
      return parameters;
    }
    do {
      Code.Mode mode = Code.Mode.IN;
      if (!isFunction && tokens.atAny("IN", "OUT", "INOUT")) {
        mode = Code.Mode.valueOf(tokens.take().word());
      }
      String name = tokens.name();
      SqlType type = type(collation);
      parameters.add(new Code.Parameter(mode, names.parameter(name, type)));
    } while (tokens.accept(","));
    return parameters;
  }

  private SqlType type(Collation collation) {
    TypeParser.ColumnType written = grammar.types.columnType();
    String named = written.collation();
    if (named == null && tokens.accept("COLLATE")) {
      named = grammar.charsets.declaredCollation();
    }
    return ColumnTypes.complete(
        written.type(), written.charset(), named, written.binary(), collation);
  }

  /** As many as follow; the last one of a kind counts. */
  private Characteristics characteristics() {
    Boolean deterministic = null;
    String dataAccess = null;
    String security = null;
    String comment = null;
    while (true) {
      if (tokens.accept("COMMENT")) {
        comment = tokens.text();
      } else if (tokens.accept("LANGUAGE")) {
        tokens.expect("SQL");
      } else if (tokens.accept("NOT", "DETERMINISTIC")) {
        deterministic = false;
      } else if (tokens.accept("DETERMINISTIC")) {
        deterministic = true;
      } else if (tokens.accept("SQL", "SECURITY")) {
        security = tokens.expectAny("DEFINER", "INVOKER");
      } else if (tokens.accept("CONTAINS", "SQL")) {
        dataAccess = "CONTAINS SQL";
      } else if (tokens.accept("NO", "SQL")) {
        dataAccess = "NO SQL";
      } else if (tokens.atAny("READS", "MODIFIES")) {
        dataAccess = tokens.take().word() + " SQL DATA";
        tokens.expect("SQL", "DATA");
      } else {
        return new Characteristics(deterministic, dataAccess, security, comment);
      }
    }
  }

  Statement call() {
    tokens.expect("CALL");
    TableName name = tokens.tableName();
    List<Expr> arguments = List.of();
    if (tokens.accept("(") && !tokens.accept(")")) {
      arguments = List.copyOf(grammar.expressions.expressions());
      tokens.expect(")");
    }
    return new Statement.Call(name, arguments);
  }
}
