package io.edgesql.dialect.ddl;

/**
 * Names and strings as SQLite text: the only two places where foreign text enters a schema
 * statement.
 */
final class SqliteText {
  private SqliteText() {}

  /**
   * A quoted name. A NUL would end SQLite's text early; MySQL does not allow it in names either.
   */
  static String name(String name) {
    return '`' + name.replace("\0", "").replace("`", "``") + '`';
  }

  static String string(String text) {
    return '\'' + text.replace("\0", "").replace("'", "''") + '\'';
  }
}
