package io.edgesql.dialect.plan;

/** What MySQL lets a user do with the tables of a database, in MySQL's order and words. */
public enum Privilege {
  SELECT,
  INSERT,
  UPDATE,
  DELETE,
  CREATE,
  DROP,
  REFERENCES,
  INDEX,
  ALTER,
  CREATE_TEMPORARY_TABLES,
  LOCK_TABLES,
  EXECUTE,
  CREATE_VIEW,
  SHOW_VIEW,
  CREATE_ROUTINE,
  ALTER_ROUTINE,
  TRIGGER;

  private final String words = name().replace('_', ' ');

  /** As GRANT spells it. */
  public String words() {
    return words;
  }

  /** Whether one table can be granted with it; the others concern whole databases. */
  public boolean isOfTables() {
    return switch (this) {
      case CREATE_TEMPORARY_TABLES, LOCK_TABLES, EXECUTE, CREATE_ROUTINE, ALTER_ROUTINE -> false;
      default -> true;
    };
  }
}
