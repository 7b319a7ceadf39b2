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
      case TINYINT, SMALLINT, MEDIUMINT, INT, YEAR -> "iluds".indexOf(letter) >= 0;
      case BIGINT -> "iluds".indexOf(letter) >= 0;
      case DECIMAL ->
          column.precision() <= 18 ? "iluds".indexOf(letter) >= 0 : "idx".indexOf(letter) >= 0;
      case DOUBLE -> "iludrs".indexOf(letter) >= 0;
      case FLOAT -> from.is(TypeName.FLOAT) || letter == 'i';
      case BIT -> "iu".indexOf(letter) >= 0;
      case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> "iludseDTt".indexOf(letter) >= 0;
      case BINARY -> false;
      case VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> "sb".indexOf(letter) >= 0;
      case DATE -> "Ds".indexOf(letter) >= 0;
      case TIME -> letter == 't' ? scale <= column.scale() : letter == 's';
      case DATETIME -> letter == 's' || ("DTZ".indexOf(letter) >= 0 && scale <= column.scale());
      case TIMESTAMP -> "DTZ".indexOf(letter) >= 0 && scale <= column.scale();
      case JSON -> letter == 'j' || letter == 's';
      case ENUM, SET -> "esi".indexOf(letter) >= 0;
      default -> true;
    };
  }
}
