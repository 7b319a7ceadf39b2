package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.lex.Token.Kind;
import io.edgesql.dialect.tree.Expr;
import io.edgesql.dialect.tree.SchemaStatement.CheckDefinition;
import io.edgesql.dialect.tree.SchemaStatement.ColumnDefinition;
import io.edgesql.dialect.tree.SchemaStatement.ForeignKeyDefinition;
import io.edgesql.dialect.tree.SchemaStatement.KeyDefinition;
import io.edgesql.dialect.tree.SchemaStatement.KeyKind;
import io.edgesql.dialect.tree.SchemaStatement.KeyPart;
import io.edgesql.dialect.tree.TableName;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What CREATE TABLE and ALTER TABLE share: columns, keys, foreign keys, checks. */
final class TableDefinitionParser {
  private final Tokens tokens;
  private final Grammar grammar;

  TableDefinitionParser(Tokens tokens, Grammar grammar) {
    this.tokens = tokens;
    this.grammar = grammar;
  }

  /** The elements of a table in the order they were written, each kind in its list. */
  static final class Elements {
    final List<ColumnDefinition> columns = new ArrayList<>();
    final List<KeyDefinition> keys = new ArrayList<>();
    final List<ForeignKeyDefinition> foreignKeys = new ArrayList<>();
    final List<CheckDefinition> checks = new ArrayList<>();
  }

  void element(Elements out) {
    if (!constraint(out)) {
      out.columns.add(column(tokens.name()));
    }
  }

  /** Reads a key, foreign key or check; false if none is here. */
  boolean constraint(Elements out) {
    boolean named = tokens.accept("CONSTRAINT");
    String name = named && tokens.atName() && !tokens.at("CHECK", "(") ? tokens.name() : null;
    switch (tokens.peek().word()) {
      case "PRIMARY" -> {
        tokens.expect("PRIMARY", "KEY");
        out.keys.add(key(KeyKind.PRIMARY, null));
      }
      case "UNIQUE" -> {
        tokens.take();
        acceptIndexWord();
        out.keys.add(key(KeyKind.UNIQUE, name));
      }
      case "FOREIGN" -> {
        tokens.expect("FOREIGN", "KEY");
        String indexName = tokens.atName() ? tokens.name() : null;
        List<String> columns = List.copyOf(tokens.namesInParentheses());
        out.foreignKeys.add(references(name, indexName, columns));
      }
      case "CHECK" -> out.checks.add(check(name));
      default -> {
        if (named) {
          throw tokens.error();
        }
        return index(out);
      }
    }
    return true;
  }

  private boolean index(Elements out) {
    switch (tokens.peek().word()) {
      case "INDEX", "KEY" -> {
        tokens.take();
        out.keys.add(key(KeyKind.INDEX, null));
      }
      case "FULLTEXT", "SPATIAL" -> {
        KeyKind kind = KeyKind.valueOf(tokens.take().word());
        acceptIndexWord();
        out.keys.add(key(kind, null));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void acceptIndexWord() {
    if (!tokens.accept("INDEX")) {
      tokens.accept("KEY");
    }
  }

  /** {@code [name] [USING t] (parts) [options]}. */
  private KeyDefinition key(KeyKind kind, @Nullable String constraintName) {
    String name = constraintName;
    if (tokens.atName() && !tokens.at("TYPE", "BTREE")) {
      name = tokens.name();
    }
    return keyTail(kind, name, using());
  }

  KeyDefinition keyTail(KeyKind kind, @Nullable String name, @Nullable String usingBefore) {
    List<KeyPart> parts = keyParts();
    String using = usingBefore;
    String comment = "";
    boolean invisible = false;
    String parser = null;
    while (true) {
      if (tokens.accept("COMMENT")) {
        tokens.accept("=");
        comment = tokens.text();
      } else if (tokens.accept("INVISIBLE")) {
        invisible = true;
      } else if (tokens.accept("VISIBLE")) {
        invisible = false;
      } else if (tokens.accept("WITH", "PARSER")) {
        parser = tokens.name();
      } else if (tokens.accept("KEY_BLOCK_SIZE")) {
        tokens.accept("=");
        tokens.number();
      } else if (tokens.atAny("ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE")) {
        tokens.take();
        tokens.accept("=");
        tokens.text();
      } else if (tokens.atAny("USING", "TYPE")) {
        using = using();
      } else {
        return new KeyDefinition(kind, name, parts, comment, invisible, using, parser);
      }
    }
  }

  @Nullable String using() {
    if (!tokens.accept("USING") && !tokens.accept("TYPE")) {
      return null;
    }
    return tokens.expectAny("BTREE", "HASH", "RTREE");
  }

  private List<KeyPart> keyParts() {
    tokens.expect("(");
    List<KeyPart> parts = new ArrayList<>();
    do {
      parts.add(keyPart());
    } while (tokens.accept(","));
    tokens.expect(")");
    return List.copyOf(parts);
  }

  private KeyPart keyPart() {
    String column = null;
    int prefix = 0;
    Expr expression = null;
    String text = null;
    if (tokens.accept("(")) {
      int from = tokens.index();
      expression = grammar.expressions.expression();
      text = tokens.source(from);
      tokens.expect(")");
    } else {
      column = tokens.name();
      if (tokens.accept("(")) {
        prefix = tokens.number();
        if (prefix == 0) {
          throw SqlException.of(ErrorCode.ER_KEY_PART_0, column);
        }
        tokens.expect(")");
      }
    }
    boolean descending = tokens.accept("DESC");
    if (!descending) {
      tokens.accept("ASC");
    }
    return new KeyPart(column, prefix, descending, expression, text);
  }

  /** {@code REFERENCES t (columns) [MATCH m] [ON …]}. */
  private ForeignKeyDefinition references(
      @Nullable String name, @Nullable String indexName, List<String> columns) {
    tokens.expect("REFERENCES");
    TableName table = tokens.tableName();
    List<String> referenced = tokens.at("(") ? List.copyOf(tokens.namesInParentheses()) : List.of();
    if (tokens.accept("MATCH")) {
      tokens.expectAny("FULL", "PARTIAL", "SIMPLE");
    }
    String onDelete = null;
    String onUpdate = null;
    while (tokens.accept("ON")) {
      if (tokens.expectAny("DELETE", "UPDATE").equals("DELETE")) {
        onDelete = action();
      } else {
        onUpdate = action();
      }
    }
    return new ForeignKeyDefinition(
        name, indexName, columns, table, referenced, onDelete, onUpdate);
  }

  private String action() {
    String word = tokens.expectAny("RESTRICT", "CASCADE", "SET", "NO");
    return switch (word) {
      case "SET" -> "SET " + tokens.expectAny("NULL", "DEFAULT");
      case "NO" -> "NO " + tokens.expectAny("ACTION");
      default -> word;
    };
  }

  private CheckDefinition check(@Nullable String name) {
    tokens.expect("CHECK", "(");
    int from = tokens.index();
    Expr condition = grammar.expressions.expression();
    String text = tokens.source(from);
    tokens.expect(")");
    return new CheckDefinition(name, condition, text, enforced());
  }

  boolean enforced() {
    if (tokens.accept("NOT", "ENFORCED")) {
      return false;
    }
    tokens.accept("ENFORCED");
    return true;
  }

  // Columns.

  /** What a column's attributes say, while they are read. */
  private static final class Draft {
    @Nullable String collation;
    @Nullable Boolean nullable;
    @Nullable Expr defaultValue;
    @Nullable String defaultText;
    int onUpdate = -1;
    boolean autoIncrement;
    boolean primaryKey;
    boolean unique;
    @Nullable Expr generated;
    @Nullable String generatedText;
    boolean stored;
    String comment = "";
    boolean invisible;
    @Nullable Integer srid;
    final List<CheckDefinition> checks = new ArrayList<>();
    @Nullable ForeignKeyDefinition references;
  }

  /** A column's type and attributes, behind its name. */
  ColumnDefinition column(String name) {
    TypeParser.ColumnType type = grammar.types.columnType();
    Draft draft = new Draft();
    draft.collation = type.collation();
    if (type.serial()) {
      draft.nullable = false;
      draft.autoIncrement = true;
      draft.unique = true;
    }
    while (attribute(draft, name)) {
      // Attributes stand in any order.
    }
    if (draft.primaryKey && Boolean.TRUE.equals(draft.nullable)) {
      throw SqlException.of(ErrorCode.ER_PRIMARY_CANT_HAVE_NULL);
    }
    if (draft.generated != null && draft.defaultValue != null) {
      throw SqlException.of(ErrorCode.ER_WRONG_USAGE, "DEFAULT", "generated column");
    }
    SqlType collated = type.type();
    if (draft.collation != null && collated.name() != null) {
      io.edgesql.dialect.types.Collation found =
          io.edgesql.dialect.types.Collations.byName(draft.collation);
      boolean takes = collated.name().isCharacter() || !collated.members().isEmpty();
      collated = takes && found != null ? collated.withCollation(found) : collated;
    }
    return new ColumnDefinition(
        name,
        collated,
        type.charset(),
        draft.collation,
        type.binary(),
        draft.nullable,
        draft.defaultValue,
        draft.defaultText,
        draft.onUpdate,
        draft.autoIncrement,
        draft.primaryKey,
        draft.unique,
        draft.generated,
        draft.generatedText,
        draft.stored,
        draft.comment,
        draft.invisible,
        draft.srid,
        List.copyOf(draft.checks),
        draft.references);
  }

  private boolean attribute(Draft draft, String column) {
    if (tokens.accept("NOT", "NULL")) {
      draft.nullable = false;
    } else if (tokens.accept("NULL")) {
      draft.nullable = true;
    } else if (tokens.accept("DEFAULT")) {
      defaultValue(draft);
    } else if (tokens.accept("ON", "UPDATE")) {
      draft.onUpdate = nowDigits();
    } else if (tokens.accept("AUTO_INCREMENT")) {
      draft.autoIncrement = true;
    } else if (tokens.accept("UNIQUE")) {
      tokens.accept("KEY");
      draft.unique = true;
    } else if (tokens.accept("PRIMARY", "KEY") || tokens.accept("KEY")) {
      draft.primaryKey = true;
    } else if (tokens.accept("COMMENT")) {
      draft.comment = tokens.text();
    } else if (tokens.accept("COLLATE")) {
      draft.collation = grammar.charsets.declaredCollation();
    } else if (tokens.accept("VISIBLE")) {
      draft.invisible = false;
    } else if (tokens.accept("INVISIBLE")) {
      draft.invisible = true;
    } else if (tokens.accept("SRID")) {
      draft.srid = tokens.number();
    } else if (tokens.at("GENERATED") || tokens.at("AS", "(")) {
      generated(draft);
    } else if (tokens.at("REFERENCES")) {
      draft.references = references(null, null, List.of(column));
    } else if (tokens.at("CONSTRAINT") || tokens.at("CHECK")) {
      boolean named = tokens.accept("CONSTRAINT") && tokens.atName();
      draft.checks.add(check(named ? tokens.name() : null));
    } else {
      return ignored(draft);
    }
    return true;
  }

  private boolean ignored(Draft draft) {
    if (tokens.accept("COLUMN_FORMAT")) {
      tokens.expectAny("FIXED", "DYNAMIC", "DEFAULT");
    } else if (tokens.accept("STORAGE")) {
      tokens.expectAny("DISK", "MEMORY", "DEFAULT");
    } else if (tokens.atAny("ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE")) {
      tokens.take();
      tokens.accept("=");
      tokens.text();
    } else if (tokens.accept("SERIAL", "DEFAULT")) {
      tokens.expect("VALUE");
      draft.nullable = false;
      draft.autoIncrement = true;
      draft.unique = true;
    } else {
      return tokens.accept("NOT", "SECONDARY");
    }
    return true;
  }

  private void generated(Draft draft) {
    if (tokens.accept("GENERATED")) {
      tokens.expect("ALWAYS");
    }
    tokens.expect("AS", "(");
    int from = tokens.index();
    draft.generated = grammar.expressions.expression();
    draft.generatedText = tokens.source(from);
    tokens.expect(")");
    draft.stored = tokens.accept("STORED");
    if (!draft.stored) {
      tokens.accept("VIRTUAL");
    }
  }

  private void defaultValue(Draft draft) {
    int from = tokens.index();
    draft.defaultValue = defaultValue();
    draft.defaultText = tokens.source(from);
  }

  /**
   * A signed literal, NOW, or an expression in parentheses; nothing behind it is taken for part of
   * it, so that {@code DEFAULT 'a' COLLATE c} is a default and a collation.
   */
  Expr defaultValue() {
    if (tokens.accept("(")) {
      Expr value = grammar.expressions.expression();
      tokens.expect(")");
      return value;
    }
    if (tokens.at("-") || tokens.at("+")) {
      boolean negative = tokens.take().word().equals("-");
      if (tokens.peek().kind() != Kind.INTEGER && tokens.peek().kind() != Kind.LITERAL) {
        throw tokens.error();
      }
      Expr literal = tokens.literal();
      return negative ? negated((Expr.Literal) literal) : literal;
    }
    if (tokens.peek().isLiteral()) {
      return tokens.literal();
    }
    switch (tokens.peek().word()) {
      case "NULL", "TRUE", "FALSE" -> {
        return grammar.expressions.simple();
      }
      default -> {
        int digits = nowDigits();
        return digits == 0
            ? CallParser.call("NOW")
            : CallParser.call("NOW", Tokens.constant(digits));
      }
    }
  }

  private Expr negated(Expr.Literal literal) {
    if (literal.value() instanceof Value.Int number && !number.unsigned()) {
      return new Expr.Literal(new Value.Int(-number.bits(), false), literal.type(), -1);
    }
    if (literal.value() instanceof Value.Int number && number.bits() == Long.MIN_VALUE) {
      return new Expr.Literal(new Value.Int(number.bits(), false), SqlType.BIGINT, -1);
    }
    if (literal.value() instanceof Value.Int number) {
      BigDecimal decimal = new BigDecimal(Long.toUnsignedString(number.bits())).negate();
      return Tokens.constant(decimal, SqlType.decimal(20, 0, false));
    }
    if (literal.value() instanceof Value.Decimal decimal) {
      return Tokens.constant(decimal.number().negate(), literal.type());
    }
    if (literal.value() instanceof Value.Real real) {
      return new Expr.Literal(new Value.Real(-real.number()), literal.type(), -1);
    }
    throw tokens.error();
  }

  /** {@code CURRENT_TIMESTAMP[(n)]} in its four spellings: the fractional digits. */
  private int nowDigits() {
    String word = tokens.expectAny("CURRENT_TIMESTAMP", "NOW", "LOCALTIME", "LOCALTIMESTAMP");
    int digits = 0;
    if (tokens.accept("(")) {
      digits = tokens.at(")") ? 0 : tokens.number();
      tokens.expect(")");
    } else if (word.equals("NOW")) {
      throw tokens.error();
    }
    return digits;
  }
}
