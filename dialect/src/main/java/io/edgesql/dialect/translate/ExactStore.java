package io.edgesql.dialect.translate;

import io.edgesql.dialect.types.SqlType;
import io.edgesql.dialect.types.TypeName;

/** Which values over columns SQLite stores as MySQL does; the letters are {@link Exactness}'s. */
final class ExactStore {
  private ExactStore() {}

  /** Whether a value of one type goes into a column of another one exactly, or with an error. */
  static boolean holds(SqlType from, SqlType column) {
    char letter = Exactness.letter(from);
    if (letter == 'N') {
      return true;
    }
    int scale = from.scale();
    return switch (column.name()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT -> "ilud".indexOf(letter) >= 0;
      case YEAR -> from.is(TypeName.YEAR);
      case DECIMAL ->
          column.precision() <= 18 ? "ilud".indexOf(letter) >= 0 : "idx".indexOf(letter) >= 0;
      case DOUBLE -> "iludr".indexOf(letter) >= 0;
      case FLOAT -> from.is(TypeName.FLOAT) || letter == 'i';
      case BIT -> "iu".indexOf(letter) >= 0;
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> "iludseDTt".indexOf(letter) >= 0;
      case BINARY -> false;
      case VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> "sb".indexOf(letter) >= 0;
      case DATE -> letter == 'D';
      case TIME -> letter == 't' && scale <= column.scale();
      case DATETIME -> "DTZ".indexOf(letter) >= 0 && scale <= column.scale();
      case TIMESTAMP -> "DTZ".indexOf(letter) >= 0 && scale <= column.scale();
      case JSON -> letter == 'j';
      case ENUM, SET -> "ei".indexOf(letter) >= 0;
      default -> true;
    };
  }
}
