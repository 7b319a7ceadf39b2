package io.edgesql.dialect.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgesql.dialect.SqlException;
import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Expressions' types against what a real MySQL 8.0.31 reported for them. */
final class ExpressionTypesTest {
  /**
   * MySQL announces a VARCHAR of 4 GB for JSON mixed with others, here it is a LONGTEXT; and a user
   * variable's type follows its value, which is not known while planning.
   */
  private static final List<String> DEPARTURES = List.of("IF(i,js,vc)", "IF(i,js,1)", "@x");

  @Test
  void expressionsHaveTheTypesThatMySqlReports() throws IOException {
    List<String> differences = new ArrayList<>();
    int checked = 0;
    for (String line : lines("expression-types.tsv")) {
      if (line.isBlank() || line.startsWith("# ")) {
        continue;
      }
      checked++;
      String[] fields = line.split("\t", -1);
      String actual = actual(fields[0]);
      String expected = expected(fields);
      assertThat(DEPARTURES.contains(fields[0]) && actual.equals(expected))
          .as("%s is no departure any more", fields[0])
          .isFalse();
      if (!actual.equals(expected) && !DEPARTURES.contains(fields[0])) {
        differences.add(fields[0] + ": MySQL " + expected + ", here " + actual);
      }
    }
    assertThat(checked).isGreaterThan(300);
    assertThat(differences).isEmpty();
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ExpressionTypesTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** Wire type, sign, size where it has a meaning of its own, decimals and nullability. */
  private static String expected(String[] fields) {
    String type = family(fields[1]);
    return String.join(
        " ",
        type,
        isInteger(type) ? fields[2] : "",
        sized(type) ? fields[3] : "",
        scaled(type) ? fields[4] : "",
        fields[5],
        isString(type) ? (fields[6].equals("63") ? "binary" : "text") : "");
  }

  private static boolean isString(String wire) {
    return wire.equals("VAR_STRING") || wire.equals("STRING") || wire.equals("BLOB");
  }

  private static String actual(String expression) {
    BoundQuery.Output output;
    try {
      output = Fixture.bind("SELECT " + expression + " FROM t", Fixture.loose()).outputs().get(0);
    } catch (SqlException e) {
      return e.code() + " " + e.text();
    }
    SqlType type = output.type();
    String wire = family(wire(type.name()));
    long characters = Widths.characters(type);
    long bytes = characters * (isText(type) ? type.collation().maxBytes() : 1);
    return String.join(
        " ",
        wire,
        isInteger(wire) ? (ArithmeticTypes.unsigned(type) ? "unsigned" : "signed") : "",
        sized(wire) ? Long.toString(isText(type) ? utf8Bytes(type, characters) : bytes) : "",
        scaled(wire) ? Integer.toString(type.scale()) : "",
        output.nullable() ? "null" : "not null",
        isString(wire) ? (type.collation().isBinary() ? "binary" : "text") : "");
  }

  /** The connection reads utf8mb4, so MySQL announces four bytes for each character. */
  private static long utf8Bytes(SqlType type, long characters) {
    return type.collation().isBinary() ? characters : characters * 4;
  }

  private static boolean isText(SqlType type) {
    return type.name().isCharacter() || type.is(TypeName.ENUM) || type.is(TypeName.SET);
  }

  private static boolean isInteger(String wire) {
    return wire.equals("LONGLONG") || wire.equals("LONG") || wire.equals("SHORT");
  }

  private static boolean sized(String wire) {
    return wire.equals("NEWDECIMAL") || wire.equals("VAR_STRING") || wire.equals("STRING");
  }

  private static boolean scaled(String wire) {
    return wire.equals("NEWDECIMAL") || wire.equals("TIME") || wire.equals("DATETIME");
  }

  /** Large objects differ on the wire by length alone. */
  private static String family(String wire) {
    return wire.endsWith("BLOB") ? "BLOB" : wire;
  }

  private static String wire(TypeName name) {
    return switch (name) {
      case TINYINT -> "TINY";
      case SMALLINT -> "SHORT";
      case MEDIUMINT -> "INT24";
      case INT -> "LONG";
      case BIGINT -> "LONGLONG";
      case DECIMAL -> "NEWDECIMAL";
      case VARCHAR, VARBINARY -> "VAR_STRING";
      case CHAR, BINARY, ENUM, SET -> "STRING";
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, MEDIUMBLOB, LONGBLOB -> "BLOB";
      default -> name.name();
    };
  }
}
