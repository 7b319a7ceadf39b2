package io.edgesql.dialect.parse;

import io.edgesql.dialect.lex.Token;
import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.Expr.VariableScope;
import io.edgesql.dialect.tree.Statement;
import io.edgesql.dialect.tree.Statement.VariableAssignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SET in every form. */
final class SetParser {
  private final Tokens tokens;
  private final Grammar grammar;

  SetParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
  }

  Statement set() {
    tokens.expect("SET");
    VariableScope scope = scopeBeforeTransaction();
    if (tokens.accept("TRANSACTION")) {
      return new TransactionParser(tokens).setTransaction(scope);
    }
    if (tokens.atAny("PASSWORD", "ROLE") || tokens.at("DEFAULT", "ROLE") || isResourceGroup()) {
      String feature = tokens.at("DEFAULT") ? "SET DEFAULT ROLE" : "SET " + tokens.peek().word();
      while (!tokens.atEnd()) {
        tokens.take();
      }
      return new Statement.Unsupported(feature, Map.of());
    }
    List<Statement> parts = new ArrayList<>();
    do {
      parts.add(part());
    } while (tokens.accept(","));
    return parts.size() == 1 ? parts.get(0) : new Statement.SetSeveral(List.copyOf(parts));
  }

  /** NAMES, CHARACTER SET, or as many variables as follow. */
  private Statement part() {
    if (atNames()) {
      return names();
    }
    if (tokens.accept("CHARSET")
        || tokens.accept("CHARACTER", "SET")
        || tokens.accept("CHAR", "SET")) {
      return new Statement.SetCharacterSet(
          tokens.accept("DEFAULT") ? null : grammar.charsets.charsetName());
    }
    List<VariableAssignment> assignments = new ArrayList<>();
    assignments.add(assignment());
    while (tokens.at(",") && !namesFollow()) {
      tokens.take();
      assignments.add(assignment());
    }
    return new Statement.SetVariables(List.copyOf(assignments));
  }

  private boolean atNames() {
    return tokens.at("NAMES") && !isAssignment(1);
  }

  /** Whether NAMES or a character set stands behind the comma. */
  private boolean namesFollow() {
    String word = tokens.peek(1).word();
    boolean isNames = word.equals("NAMES") || word.equals("CHARSET");
    boolean isCharacterSet =
        (word.equals("CHARACTER") || word.equals("CHAR")) && tokens.peek(2).word().equals("SET");
    return isCharacterSet || (isNames && !isAssignment(2));
  }

  private boolean isAssignment(int ahead) {
    String word = tokens.peek(ahead).word();
    return word.equals("=") || word.equals(":=");
  }

  private boolean isResourceGroup() {
    return tokens.at("RESOURCE", "GROUP");
  }

  private VariableScope scopeBeforeTransaction() {
    VariableScope scope = PrimaryParser.scope(tokens.peek().word());
    if (scope != null && tokens.peek(1).word().equals("TRANSACTION")) {
      tokens.take();
      return scope;
    }
    return VariableScope.DEFAULT;
  }

  private Statement names() {
    tokens.expect("NAMES");
    if (tokens.accept("DEFAULT")) {
      return new Statement.SetNames(null, null);
    }
    String charset = grammar.charsets.declaredCharset();
    String collation = tokens.accept("COLLATE") ? grammar.charsets.declaredCollation() : null;
    return new Statement.SetNames(charset, collation);
  }

  VariableAssignment assignment() {
    Expr target = target();
    if (!tokens.accept(":=")) {
      tokens.expect("=");
    }
    boolean isUser = target instanceof Expr.UserVariable;
    return new VariableAssignment(target, isUser ? grammar.expressions.expression() : value());
  }

  private Expr target() {
    if (tokens.peek().kind() == Kind.VARIABLE) {
      return new Expr.UserVariable(tokens.take().text());
    }
    boolean marked = tokens.accept("@@");
    VariableScope scope = PrimaryParser.scope(tokens.peek().word());
    if (scope != null && (marked ? tokens.peek(1).word().equals(".") : isScopeWord())) {
      tokens.take();
      if (marked) {
        tokens.expect(".");
      }
    } else {
      scope = VariableScope.DEFAULT;
    }
    String name = marked ? tokens.nameAfterPoint() : tokens.name();
    if (tokens.accept(".")) {
      name = name + "." + tokens.nameAfterPoint();
    }
    return new Expr.SystemVariable(scope, name.toLowerCase(Locale.ROOT));
  }

  /** {@code SET GLOBAL x = 1}: a name follows, not "=". */
  private boolean isScopeWord() {
    Token next = tokens.peek(1);
    return Tokens.isName(next) || next.word().equals("@@");
  }

  /** A value: null is DEFAULT; a bare word (ON, ALL, BINARY, utf8mb4) is its text. */
  private @Nullable Expr value() {
    Token next = tokens.peek(1);
    boolean ends = next.kind() == Kind.END || next.word().equals(",") || next.word().equals(";");
    if (ends) {
      if (tokens.accept("DEFAULT")) {
        return null;
      }
      boolean isBare =
          (tokens.atName() && !isConstantCall())
              || tokens.atAny("ON", "ALL", "BINARY", "ROW", "SYSTEM");
      if (isBare) {
        return Tokens.constant(tokens.take().text());
      }
    }
    return grammar.expressions.expression();
  }

  private boolean isConstantCall() {
    return tokens.peek().word().startsWith("CURRENT_");
  }
}
