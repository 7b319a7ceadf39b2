package io.edgesql.dialect.bind;

import io.edgesql.dialect.ErrorCode;
import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.eval.StoredFunctions;
import io.edgesql.dialect.types.Collation;
import io.edgesql.dialect.types.Collations;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How strongly an expression insists on its collation (manual, "Collation Coercibility"). */
public enum Coercibility {
  EXPLICIT(0),
  NONE(1),
  IMPLICIT(2),
  SYSCONST(3),
  COERCIBLE(4),
  NUMERIC(5),
  IGNORABLE(6);

  private final int number;

  Coercibility(int number) {
    this.number = number;
  }

  /** What COERCIBILITY() gives: 0 insists most. */
  public int number() {
    return number;
  }

  private static final Set<String> SYSTEM_CONSTANTS =
      Set.of(
          "VERSION",
          "DATABASE",
          "SCHEMA",
          "USER",
          "CURRENT_USER",
          "SESSION_USER",
          "SYSTEM_USER",
          "CURRENT_ROLE",
          "CHARSET");

  /** Functions whose result has nothing of its operands' collations. */
  private static final Set<String> FRESH =
      Set.of(
          "ADDDATE",
          "ADDTIME",
          "AES_DECRYPT",
          "AES_ENCRYPT",
          "BIN",
          "BIN_TO_UUID",
          "CHAR",
          "COMPRESS",
          "CONV",
          "DATE_ADD",
          "DATE_SUB",
          "FROM_BASE64",
          "HEX",
          "INET6_ATON",
          "INET6_NTOA",
          "JSON_QUOTE",
          "JSON_UNQUOTE",
          "MD5",
          "SHA",
          "SHA1",
          "SHA2",
          "SUBDATE",
          "SUBTIME",
          "TO_BASE64",
          "UNCOMPRESS",
          "UNHEX",
          "UUID_TO_BIN");

  /** Functions that give one of their operands: a date among them is as strong as a literal. */
  private static final Set<String> CHOOSING =
      Set.of("ANY_VALUE", "CASE", "COALESCE", "GREATEST", "IF", "IFNULL", "LEAST");

  /** Functions that change their first operand, whose collation and strength the result has. */
  private static final Set<String> CHANGED_FIRST =
      Set.of(
          "INSERT",
          "LPAD",
          "LTRIM_OF",
          "QUOTE",
          "REGEXP_REPLACE",
          "REGEXP_SUBSTR",
          "REPLACE",
          "RPAD",
          "RTRIM_OF",
          "SUBSTRING_INDEX",
          "TRIM_OF");

  private record Insistence(Collation collation, Coercibility strength) {}

  /** The coercibility that COERCIBILITY(e) reports. */
  public static Coercibility of(Typed e) {
    return insistence(e, e.type().collation()).strength();
  }

  /**
   * The collation that strings made from these have.
   *
   * @param connection collation_connection: what numbers and dates have as text
   * @param operation MySQL's name of the operation, for the error
   * @throws SqlException 1267, 1270 or 1271: two of them insist on different collations
   */
  static Collation aggregate(List<Typed> operands, Collation connection, String operation) {
    return aggregated(operands, connection, operation, false).collation();
  }

  /** The same for operands that are compared: nobody's collation is no collation to compare by. */
  static Collation compared(List<Typed> operands, Collation connection, String operation) {
    return aggregated(operands, connection, operation, true).collation();
  }

  private static Insistence aggregated(
      List<Typed> operands, Collation connection, String operation, boolean compared) {
    Insistence result = null;
    for (Typed operand : operands) {
      Insistence next = insistence(operand, connection);
      if (result == null) {
        result = next;
        continue;
      }
      result = merge(result, next);
      if (result == null || (compared && result.strength() == NONE)) {
        throw illegalMix(operands, connection, operation);
      }
    }
    return result == null ? new Insistence(connection, COERCIBLE) : result;
  }

  private static Insistence insistence(Typed e, Collation connection) {
    SqlType type = e.type();
    if (type.is(TypeName.NULL)) {
      return new Insistence(Collation.BINARY, IGNORABLE);
    }
    boolean isText = type.name().isCharacter() || type.is(TypeName.ENUM) || type.is(TypeName.SET);
    boolean isBytes = type.name().isBinary() || type.name().isGeometry();
    if (!isText && !isBytes && !type.is(TypeName.JSON) && !type.is(TypeName.BIT)) {
      boolean isChosen =
          type.name().isTemporal()
              && e instanceof Typed.Call call
              && CHOOSING.contains(call.name());
      return new Insistence(connection, isChosen ? COERCIBLE : NUMERIC);
    }
    Collation own = type.is(TypeName.JSON) ? Collation.UTF8MB4_BIN : type.collation();
    return new Insistence(own, strength(e, connection));
  }

  private static Coercibility strength(Typed e, Collation connection) {
    if (e instanceof Typed.ColumnReference
        || e instanceof Typed.UserVariable
        || e instanceof Typed.Local
        || e instanceof Typed.AssignVariable
        || e instanceof Typed.ShardValue
        || e instanceof Typed.Inserted) {
      return IMPLICIT;
    }
    if (e instanceof Typed.Constant || e instanceof Typed.Lifted || e instanceof Typed.Parameter) {
      return COERCIBLE;
    }
    if (e instanceof Typed.SystemVariable) {
      return SYSCONST;
    }
    if (e instanceof Typed.Subquery subquery) {
      BoundQuery query = subquery.query();
      return query.body() instanceof BoundQuery.Select select && select.items().size() == 1
          ? insistence(select.items().get(0), connection).strength()
          : IMPLICIT;
    }
    if (e instanceof Typed.Aggregate aggregate) {
      return weakest(aggregate.arguments(), connection);
    }
    return e instanceof Typed.Call call ? ofCall(call, connection) : IMPLICIT;
  }

  private static Coercibility ofCall(Typed.Call call, Collation connection) {
    if (call.name().equals("COLLATE")) {
      return EXPLICIT;
    }
    boolean isDocument = call.type().is(TypeName.JSON);
    boolean isFresh = call.name().startsWith("JSON_") || FRESH.contains(call.name());
    if (!isDocument && isFresh) {
      return COERCIBLE;
    }
    if (isDocument || call.name().equals("CAST") || call.name().equals("CONVERT_USING")) {
      return IMPLICIT;
    }
    if (SYSTEM_CONSTANTS.contains(call.name())) {
      return SYSCONST;
    }
    if (call.name().equals(StoredFunctions.STEADY)
        || call.name().equals(StoredFunctions.CHANGING)) {
      return COERCIBLE;
    }
    if (CHANGED_FIRST.contains(call.name())) {
      Coercibility first = insistence(call.arguments().get(0), connection).strength();
      return first == NUMERIC ? COERCIBLE : first;
    }
    return weakest(call.arguments(), connection);
  }

  /** The strongest insistence among the text arguments, or COERCIBLE when there are none. */
  private static Coercibility weakest(List<Typed> arguments, Collation connection) {
    Insistence result = new Insistence(connection, COERCIBLE);
    for (Typed argument : arguments) {
      SqlType type = argument.type();
      if (type.name().isCharacter() || type.name().isBinary() || type.is(TypeName.JSON)) {
        Insistence merged = merge(result, insistence(argument, connection));
        result = merged == null ? result : merged;
      }
    }
    return result.strength();
  }

  /** MySQL's DTCollation::aggregate; null: cannot be mixed. */
  private static @Nullable Insistence merge(Insistence a, Insistence b) {
    if (a.collation().equals(b.collation())) {
      return a.strength().compareTo(b.strength()) <= 0 ? a : b;
    }
    if (a.strength() == IGNORABLE || b.strength() == IGNORABLE) {
      return a.strength() == IGNORABLE ? b : a;
    }
    if (a.collation().isBinary()) {
      return a.strength().compareTo(b.strength()) <= 0 ? a : b;
    }
    if (b.collation().isBinary()) {
      return b.strength().compareTo(a.strength()) <= 0 ? b : a;
    }
    if (a.strength() != b.strength()) {
      return a.strength().compareTo(b.strength()) < 0 ? a : b;
    }
    if (a.strength() == EXPLICIT) {
      return null;
    }
    return sameStrength(a, b);
  }

  private static @Nullable Insistence sameStrength(Insistence a, Insistence b) {
    boolean isSameCharset = a.collation().charset().equals(b.collation().charset());
    boolean areBinary = a.collation().isBin() && b.collation().isBin();
    if (isSameCharset && areBinary && a.strength() != NUMERIC) {
      return new Insistence(a.collation(), NONE);
    }
    if (a.strength() == NUMERIC || (a.strength() == COERCIBLE && isSameCharset)) {
      return b.strength() == COERCIBLE && b.collation().isBin() ? b : a;
    }
    if (!isSameCharset) {
      boolean aIsWider = a.collation().maxBytes() > b.collation().maxBytes();
      boolean bIsWider = b.collation().maxBytes() > a.collation().maxBytes();
      boolean isUnicode =
          (aIsWider ? a : b).collation().charset().toLowerCase(Locale.ROOT).startsWith("utf");
      return isUnicode && (aIsWider || bIsWider) ? (aIsWider ? a : b) : null;
    }
    if (a.collation().isBin()) {
      return a;
    }
    return b.collation().isBin() ? b : new Insistence(binaryOf(a.collation()), NONE);
  }

  private static Collation binaryOf(Collation collation) {
    Collation binary = Collations.binaryOf(collation.charset());
    return binary == null ? Collation.BINARY : binary;
  }

  private static SqlException illegalMix(
      List<Typed> operands, Collation connection, String operation) {
    List<Object> places = new ArrayList<>();
    for (Typed operand : operands) {
      Insistence each = insistence(operand, connection);
      places.add(each.collation().name());
      places.add(each.strength().name());
    }
    places.add(operation);
    return switch (operands.size()) {
      case 2 -> SqlException.of(ErrorCode.ER_CANT_AGGREGATE_2COLLATIONS, places.toArray());
      case 3 -> SqlException.of(ErrorCode.ER_CANT_AGGREGATE_3COLLATIONS, places.toArray());
      default -> SqlException.of(ErrorCode.ER_CANT_AGGREGATE_NCOLLATIONS, operation);
    };
  }
}
