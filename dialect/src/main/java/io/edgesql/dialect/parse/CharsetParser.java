package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Collations;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The names of character sets and collations, and what stands behind a character type. */
final class CharsetParser {
  private final Tokens tokens;

  CharsetParser(Tokens tokens) {
    this.tokens = tokens;
  }

  /** What is written of a type's character set. */
  static final class Attributes {
    @Nullable String charset;
    @Nullable String collation;
    boolean binary;
    boolean bytes;
  }

  Attributes attributes() {
    Attributes found = new Attributes();
    while (true) {
      if (tokens.accept("CHARACTER", "SET") || tokens.accept("CHAR", "SET")) {
        found.charset = declaredCharset();
      } else if (tokens.accept("CHARSET")) {
        found.charset = declaredCharset();
      } else if (tokens.accept("ASCII")) {
        tokens.deprecations().use("ASCII", "CHARACTER SET charset_name instead");
        found.charset = "latin1";
      } else if (tokens.accept("UNICODE")) {
        tokens.deprecations().use("UNICODE", "CHARACTER SET charset_name instead");
        found.charset = "ucs2";
      } else if (tokens.accept("BYTE")) {
        found.bytes = true;
      } else if (tokens.at("BINARY")) {
        tokens.take();
        tokens
            .deprecations()
            .use(
                "BINARY as attribute of a type",
                "a CHARACTER SET clause with _bin collation instead");
        found.binary = true;
      } else if (tokens.accept("COLLATE")) {
        found.collation = declaredCollation();
      } else {
        return found;
      }
    }
  }

  /** A character set that MySQL warns of if it is deprecated. */
  String declaredCharset() {
    tokens.deprecations().charset(tokens.peek().text());
    return charsetName();
  }

  /** A collation that MySQL warns of if it is deprecated. */
  String declaredCollation() {
    String name = collationName();
    tokens.deprecations().collation(name);
    return name;
  }

  /**
   * A character set's name, in its one spelling.
   *
   * @throws SqlException 1115 if there is no such set
   */
  String charsetName() {
    String name = tokens.at("BINARY") ? tokens.take().text() : tokens.nameOrText();
    if (Collations.defaultOf(name) == null) {
      throw SqlException.of(ErrorCode.ER_UNKNOWN_CHARACTER_SET, name);
    }
    return Collations.charsetName(name);
  }

  /**
   * A collation's name, in its one spelling.
   *
   * @throws SqlException 1273 if there is no such collation
   */
  String collationName() {
    String name = tokens.at("BINARY") ? tokens.take().text() : tokens.nameOrText();
    Collation collation = Collations.byName(name.toLowerCase(Locale.ROOT));
    if (collation == null) {
      throw SqlException.of(ErrorCode.ER_UNKNOWN_COLLATION, name);
    }
    return collation.name();
  }
}
