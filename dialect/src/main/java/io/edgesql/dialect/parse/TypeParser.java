package io.edgesql.dialect.parse;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Collations;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Column types and the types of CAST. */
final class TypeParser {
  /** What the prefix BINARY casts to. */
  static final SqlType BINARY_CAST = sized(TypeName.BINARY, -1);

  /** What JSON_VALUE gives where no RETURNING says it. */
  static final SqlType JSON_VALUE = sized(TypeName.CHAR, 512);

  private static final long TINY = 255;
  private static final long NORMAL = 65_535;
  private static final long MEDIUM = 16_777_215;
  private static final long LONG = 4_294_967_295L;
  private static final int MAX_FLOAT_BITS = 24;
  private static final int MAX_DOUBLE_BITS = 53;

  private final Tokens tokens;
  private final CharsetParser charsets;

  /** Whether the number type just read has digits that MySQL warns of. */
  private boolean widthIsWritten;

  TypeParser(Tokens tokens) {
    this.tokens = tokens;
    this.charsets = new CharsetParser(tokens);
  }

  /**
   * A column's type as written.
   *
   * @param charset of CHARACTER SET, ASCII, UNICODE or NATIONAL; null: not written
   * @param collation of COLLATE directly behind the type; null: not written
   * @param binary BINARY as an attribute: the character set's _bin collation
   * @param serial SERIAL: also NOT NULL, AUTO_INCREMENT and UNIQUE
   */
  record ColumnType(
      SqlType type,
      @Nullable String charset,
      @Nullable String collation,
      boolean binary,
      boolean serial) {}

  private static SqlType sized(TypeName name, long length) {
    Collation collation = name.isCharacter() ? Collation.UTF8MB4_0900_AI_CI : Collation.BINARY;
    return new SqlType(name, false, false, length, 0, 0, collation, List.of());
  }

  // CAST.

  SqlType castType() {
    String word = tokens.word();
    return switch (word) {
      case "BINARY" -> sized(TypeName.BINARY, optionalLength(-1));
      case "CHAR", "CHARACTER" -> castCharacter();
      case "NCHAR" -> national(sized(TypeName.CHAR, optionalLength(-1)));
      case "NATIONAL" -> {
        tokens.expectAny("CHAR", "CHARACTER");
        yield national(sized(TypeName.CHAR, optionalLength(-1)));
      }
      case "SIGNED" -> {
        acceptInteger();
        yield SqlType.BIGINT;
      }
      case "UNSIGNED" -> {
        acceptInteger();
        yield SqlType.BIGINT_UNSIGNED;
      }
      case "DATE" -> SqlType.DATE;
      case "YEAR" -> SqlType.simple(TypeName.YEAR, 0);
      case "TIME" -> SqlType.temporal(TypeName.TIME, (int) optionalLength(0));
      case "DATETIME" -> SqlType.temporal(TypeName.DATETIME, (int) optionalLength(0));
      case "DECIMAL", "DEC" -> decimal();
      case "JSON" -> SqlType.JSON;
      case "REAL" -> tokens.mode().realAsFloat() ? floating(TypeName.FLOAT) : SqlType.DOUBLE;
      case "DOUBLE" -> {
        tokens.accept("PRECISION");
        yield SqlType.DOUBLE;
      }
      case "FLOAT" -> floatOf(optionalLength(0));
      case "POINT",
          "LINESTRING",
          "POLYGON",
          "MULTIPOINT",
          "MULTILINESTRING",
          "MULTIPOLYGON",
          "GEOMETRYCOLLECTION" ->
          SqlType.simple(TypeName.valueOf(word), 0);
      default -> throw tokens.error(tokens.token(tokens.index() - 1));
    };
  }

  private void acceptInteger() {
    if (!tokens.accept("INTEGER")) {
      tokens.accept("INT");
    }
  }

  private SqlType castCharacter() {
    SqlType type = sized(TypeName.CHAR, optionalLength(-1));
    CharsetParser.Attributes attributes = charsets.attributes();
    if (attributes.bytes) {
      return sized(TypeName.BINARY, type.length());
    }
    if (attributes.charset == null) {
      return type.withCollation(Collation.CONNECTION);
    }
    if (attributes.charset.equals("binary")) {
      return sized(TypeName.BINARY, type.length());
    }
    Collation collation =
        attributes.binary
            ? Collations.binaryOf(attributes.charset)
            : Collations.defaultOf(attributes.charset);
    return collation == null ? type : type.withCollation(collation);
  }

  private SqlType national(SqlType type) {
    tokens.deprecations().national();
    Collation collation = Collations.defaultOf("utf8mb3");
    return collation == null ? type : type.withCollation(collation);
  }

  // Columns.

  ColumnType columnType() {
    String word = tokens.word();
    return switch (word) {
      case "TINYINT", "INT1" -> number(integer(TypeName.TINYINT));
      case "SMALLINT", "INT2" -> number(integer(TypeName.SMALLINT));
      case "MEDIUMINT", "INT3", "MIDDLEINT" -> number(integer(TypeName.MEDIUMINT));
      case "INT", "INTEGER", "INT4" -> number(integer(TypeName.INT));
      case "BIGINT", "INT8" -> number(integer(TypeName.BIGINT));
      case "BOOL", "BOOLEAN" ->
          plain(SqlType.integer(TypeName.TINYINT, false).withName(TypeName.TINYINT, 1));
      case "SERIAL" -> new ColumnType(SqlType.BIGINT_UNSIGNED, null, null, false, true);
      case "DECIMAL", "DEC", "NUMERIC", "FIXED" -> number(decimal());
      case "FLOAT", "FLOAT4" -> number(floating(TypeName.FLOAT));
      case "DOUBLE", "FLOAT8" -> {
        tokens.accept("PRECISION");
        yield number(floating(TypeName.DOUBLE));
      }
      case "REAL" ->
          number(floating(tokens.mode().realAsFloat() ? TypeName.FLOAT : TypeName.DOUBLE));
      case "BIT" -> plain(sized(TypeName.BIT, optionalLength(1)));
      case "YEAR" -> {
        long width = optionalLength(-1);
        if (width >= 0 && width != 4) {
          throw SqlException.of(ErrorCode.ER_INVALID_YEAR_COLUMN_LENGTH);
        }
        if (width >= 0) {
          tokens.deprecations().use("YEAR(4)", "YEAR instead");
        }
        yield number(SqlType.simple(TypeName.YEAR, 0));
      }
      case "DATE" -> plain(SqlType.DATE);
      case "TIME", "DATETIME", "TIMESTAMP" ->
          plain(SqlType.temporal(TypeName.valueOf(word), (int) optionalLength(0)));
      case "JSON" -> plain(SqlType.JSON);
      case "VECTOR" -> throw Tokens.unsupported("VECTOR");
      case "GEOMETRY",
          "POINT",
          "LINESTRING",
          "POLYGON",
          "MULTIPOINT",
          "MULTILINESTRING",
          "MULTIPOLYGON",
          "GEOMETRYCOLLECTION" ->
          plain(SqlType.simple(TypeName.valueOf(word), 0));
      case "GEOMCOLLECTION" -> plain(SqlType.simple(TypeName.GEOMETRYCOLLECTION, 0));
      default -> stringType(word);
    };
  }

  private static ColumnType plain(SqlType type) {
    return new ColumnType(type, null, null, false, false);
  }

  private ColumnType stringType(String word) {
    return switch (word) {
      case "BINARY" -> plain(sized(TypeName.BINARY, optionalLength(1)));
      case "VARBINARY" -> plain(sized(TypeName.VARBINARY, length()));
      case "TINYBLOB" -> plain(sized(TypeName.TINYBLOB, TINY));
      case "BLOB" -> plain(lob(optionalLength(NORMAL), false));
      case "MEDIUMBLOB" -> plain(sized(TypeName.MEDIUMBLOB, MEDIUM));
      case "LONGBLOB" -> plain(sized(TypeName.LONGBLOB, LONG));
      case "CHAR", "CHARACTER" -> character(false);
      case "VARCHAR", "VARCHARACTER" -> text(sized(TypeName.VARCHAR, length()), null);
      case "NATIONAL" -> {
        String kind = tokens.expectAny("CHAR", "CHARACTER", "VARCHAR", "VARCHARACTER");
        yield kind.startsWith("VAR")
            ? text(sized(TypeName.VARCHAR, length()), "utf8mb3")
            : character(true);
      }
      case "NCHAR" -> {
        tokens.accept("VARCHAR");
        yield tokens.token(tokens.index() - 1).word().equals("VARCHAR")
            ? text(sized(TypeName.VARCHAR, length()), "utf8mb3")
            : character(true);
      }
      case "NVARCHAR" -> text(sized(TypeName.VARCHAR, length()), "utf8mb3");
      case "TINYTEXT" -> text(sized(TypeName.TINYTEXT, TINY), null);
      case "TEXT" -> {
        long characters = optionalLength(-1);
        yield text(characters < 0 ? sized(TypeName.TEXT, NORMAL) : lob(4 * characters, true), null);
      }
      case "MEDIUMTEXT" -> text(sized(TypeName.MEDIUMTEXT, MEDIUM), null);
      case "LONGTEXT" -> text(sized(TypeName.LONGTEXT, LONG), null);
      case "LONG" -> longType();
      case "ENUM", "SET" -> members(TypeName.valueOf(word));
      default -> throw tokens.error(tokens.token(tokens.index() - 1));
    };
  }

  private ColumnType character(boolean national) {
    boolean varying = tokens.accept("VARYING");
    SqlType type =
        varying ? sized(TypeName.VARCHAR, length()) : sized(TypeName.CHAR, optionalLength(1));
    return text(type, national ? "utf8mb3" : null);
  }

  private ColumnType longType() {
    if (tokens.accept("VARBINARY")) {
      return plain(sized(TypeName.MEDIUMBLOB, MEDIUM));
    }
    if (tokens.accept("CHAR") || tokens.accept("CHARACTER")) {
      tokens.expect("VARYING");
    } else {
      tokens.accept("VARCHAR");
    }
    return text(sized(TypeName.MEDIUMTEXT, MEDIUM), null);
  }

  private ColumnType members(TypeName name) {
    tokens.expect("(");
    List<String> members = new ArrayList<>();
    do {
      members.add(trimmed(tokens.text()));
    } while (tokens.accept(","));
    tokens.expect(")");
    SqlType type =
        new SqlType(
            name, false, false, 0, 0, 0, Collation.UTF8MB4_0900_AI_CI, List.copyOf(members));
    return text(type, null);
  }

  /** MySQL drops trailing blanks of members. */
  private static String trimmed(String member) {
    int end = member.length();
    while (end > 0 && member.charAt(end - 1) == ' ') {
      end--;
    }
    return member.substring(0, end);
  }

  /** The smallest TEXT or BLOB that holds so many bytes. */
  private static SqlType lob(long bytes, boolean text) {
    if (bytes <= TINY) {
      return sized(text ? TypeName.TINYTEXT : TypeName.TINYBLOB, TINY);
    }
    if (bytes <= NORMAL) {
      return sized(text ? TypeName.TEXT : TypeName.BLOB, NORMAL);
    }
    if (bytes <= MEDIUM) {
      return sized(text ? TypeName.MEDIUMTEXT : TypeName.MEDIUMBLOB, MEDIUM);
    }
    return sized(text ? TypeName.LONGTEXT : TypeName.LONGBLOB, LONG);
  }

  private long length() {
    tokens.expect("(");
    long length = tokens.longNumber();
    tokens.expect(")");
    return length;
  }

  private long optionalLength(long otherwise) {
    return tokens.at("(") ? length() : otherwise;
  }

  private SqlType integer(TypeName name) {
    long width = optionalLength(-1);
    widthIsWritten = width >= 0;
    return SqlType.integer(name, false).withName(name, width);
  }

  private SqlType decimal() {
    int precision = 10;
    int scale = 0;
    if (tokens.accept("(")) {
      precision = tokens.number();
      scale = tokens.accept(",") ? tokens.number() : 0;
      tokens.expect(")");
    }
    return SqlType.decimal(precision == 0 ? 10 : precision, scale, false);
  }

  private SqlType floating(TypeName name) {
    if (!tokens.accept("(")) {
      return SqlType.simple(name, SqlType.NOT_FIXED);
    }
    int digits = tokens.number();
    if (tokens.accept(",")) {
      int scale = tokens.number();
      tokens.expect(")");
      widthIsWritten = true;
      return new SqlType(name, false, false, digits, 0, scale, Collation.BINARY, List.of());
    }
    tokens.expect(")");
    if (name == TypeName.DOUBLE) {
      throw tokens.error(tokens.token(tokens.index() - 1));
    }
    return digits > MAX_DOUBLE_BITS
        // The column is told with the error.
        ? new SqlType(name, false, false, digits, 0, SqlType.NOT_FIXED, Collation.BINARY, List.of())
        : floatOf(digits);
  }

  private static SqlType floatOf(long bits) {
    if (bits > MAX_DOUBLE_BITS) {
      throw SqlException.of(
          ErrorCode.ER_TOO_BIG_PRECISION, bits, "FLOAT", String.valueOf(MAX_DOUBLE_BITS));
    }
    return SqlType.simple(
        bits <= MAX_FLOAT_BITS ? TypeName.FLOAT : TypeName.DOUBLE, SqlType.NOT_FIXED);
  }

  private void warn(boolean zerofill, boolean isFraction, boolean unsignedFraction) {
    Deprecations deprecations = tokens.deprecations();
    if (zerofill) {
      deprecations.zerofill();
    }
    if (widthIsWritten && isFraction) {
      deprecations.fixedDigits();
    } else if (widthIsWritten) {
      deprecations.displayWidth();
    }
    if (unsignedFraction) {
      deprecations.unsignedFraction();
    }
    widthIsWritten = false;
  }

  private ColumnType number(SqlType type) {
    boolean unsigned = false;
    boolean zerofill = false;
    boolean warnsOfSign = false;
    while (tokens.atAny("UNSIGNED", "SIGNED", "ZEROFILL")) {
      String word = tokens.take().word();
      warnsOfSign |= word.equals("UNSIGNED");
      unsigned |= !word.equals("SIGNED");
      zerofill |= word.equals("ZEROFILL");
    }
    boolean isFraction = type.name() == TypeName.DECIMAL || type.name().isApproximate();
    warn(zerofill, isFraction, isFraction && warnsOfSign);
    return plain(
        new SqlType(
            type.name(),
            unsigned,
            zerofill,
            type.length(),
            type.precision(),
            type.scale(),
            type.collation(),
            type.members()));
  }

  // Character sets and collations.

  private ColumnType text(SqlType type, @Nullable String national) {
    if (national != null) {
      tokens.deprecations().national();
    }
    CharsetParser.Attributes found = charsets.attributes();
    String charset = national == null ? found.charset : national;
    Collation collation = null;
    if (found.collation != null) {
      collation = Collations.byName(found.collation);
    } else if (charset != null) {
      collation = found.binary ? Collations.binaryOf(charset) : Collations.defaultOf(charset);
    }
    if (found.bytes || "binary".equals(charset)) {
      return plain(bytes(type));
    }
    SqlType collated = collation == null ? type : type.withCollation(collation);
    return new ColumnType(collated, charset, found.collation, found.binary, false);
  }

  /** CHAR BYTE is BINARY, TEXT CHARACTER SET binary is BLOB; ENUM and SET only collate binary. */
  private static SqlType bytes(SqlType type) {
    TypeName name =
        switch (type.name()) {
          case CHAR -> TypeName.BINARY;
          case VARCHAR -> TypeName.VARBINARY;
          case TINYTEXT -> TypeName.TINYBLOB;
          case TEXT -> TypeName.BLOB;
          case MEDIUMTEXT -> TypeName.MEDIUMBLOB;
          case LONGTEXT -> TypeName.LONGBLOB;
          default -> type.name();
        };
    return type.withCollation(Collation.BINARY).withName(name, type.length());
  }
}
