package io.edgesql.dialect.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A stored procedure or function, as text: it is parsed where it is used, with the sql_mode of its
 * creation.
 *
 * @param parameters the text between the parentheses
 * @param returns a function's type as text; null: a procedure
 * @param body the statement that it is
 * @param dataAccess CONTAINS SQL, NO SQL, READS SQL DATA or MODIFIES SQL DATA
 * @param security DEFINER or INVOKER
 * @param sqlMode sql_mode of the session that made it
 * @param createdAt UTC, 'YYYY-MM-DD HH:MM:SS'
 * @param clientCharset character_set_client then
 * @param connectionCollation collation_connection then
 * @param databaseCollation the database's collation then
 */
public record Routine(
    String database,
    String name,
    String parameters,
    @Nullable String returns,
    String body,
    boolean deterministic,
    String dataAccess,
    String security,
    String comment,
    String definer,
    String sqlMode,
    String createdAt,
    String modifiedAt,
    String clientCharset,
    String connectionCollation,
    String databaseCollation) {

  public boolean isFunction() {
    return returns != null;
  }

  /** PROCEDURE or FUNCTION. */
  public String kind() {
    return returns == null ? "PROCEDURE" : "FUNCTION";
  }

  /** {@code db.name}, as errors say it. */
  public String fullName() {
    return database + "." + name;
  }

  /** ALTER PROCEDURE or FUNCTION. */
  public Routine altered(
      String newDataAccess, String newSecurity, String newComment, String modified) {
    return new Routine(
        database,
        name,
        parameters,
        returns,
        body,
        deterministic,
        newDataAccess,
        newSecurity,
        newComment,
        definer,
        sqlMode,
        createdAt,
        modified,
        clientCharset,
        connectionCollation,
        databaseCollation);
  }
}
