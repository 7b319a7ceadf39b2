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
  CREATE_VIEW,
  SHOW_VIEW,
  TRIGGER;

  private final String words = name().replace('_', ' ');

  /** As GRANT spells it. */
  public String words() {
    return words;
  }

  /** Whether one table can be granted with it; the others concern whole databases. */
  public boolean isOfTables() {
    return this != CREATE_TEMPORARY_TABLES && this != LOCK_TABLES;
  }
}
