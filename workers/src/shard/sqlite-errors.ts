import { EdgeError, type ErrorCode } from "../wire/codes";

/** `<text>: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)`, as the runtime words it. */
const SUFFIX = /^([\s\S]*): SQLITE_([A-Z]+)(?: \(extended: SQLITE_([A-Z_0-9]+)\))?$/;

const CONSTRAINTS: Readonly<Record<string, ErrorCode>> = {
  CONSTRAINT_UNIQUE: "CONSTRAINT_UNIQUE",
  CONSTRAINT_PRIMARYKEY: "CONSTRAINT_PRIMARYKEY",
  CONSTRAINT_ROWID: "CONSTRAINT_PRIMARYKEY",
  CONSTRAINT_NOTNULL: "CONSTRAINT_NOTNULL",
  CONSTRAINT_CHECK: "CONSTRAINT_CHECK",
  CONSTRAINT_TRIGGER: "CONSTRAINT_TRIGGER",
  CONSTRAINT_FOREIGNKEY: "CONSTRAINT_FOREIGNKEY",
};

/** What `sql.exec` threw, as an error of §5: SQLite's text without its suffix. */
export function sqlError(failure: unknown): EdgeError {
  if (failure instanceof EdgeError) {
    return failure;
  }
  const message = failure instanceof Error ? failure.message : String(failure);
  const match = SUFFIX.exec(message);
  if (match === null) {
    return new EdgeError("SQL", message);
  }
  const [, text = message, primary, extended = ""] = match;
  return primary === "CONSTRAINT"
    ? new EdgeError(CONSTRAINTS[extended] ?? "CONSTRAINT_OTHER", text)
    : new EdgeError("SQL", text);
}

export function isConstraint(error: EdgeError): boolean {
  return error.code.startsWith("CONSTRAINT_");
}
