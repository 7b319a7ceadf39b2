import { quoted } from "./table-shape";

/** True except while the shard puts rows into their places by their images: what triggers did is part of those. */
const GUARD = "(SELECT value FROM _edge_flags WHERE name = 'triggers') = 1";
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[A-Za-z_]\w*|[()]/g;

/** Triggers that keep a full-text table beside its table: they follow every row, however it came. */
const FULL_TEXT = /_fts_\d+\.(?:insert|delete|update)$/;

/**
 * Makes every trigger silent while rows are put into place by their images. Idempotent; called after each change of the
 * schema in its transaction, and when the object starts, for triggers that are older than this.
 */
export function guardTriggers(sql: SqlStorage): void {
  const triggers = sql.exec(
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name NOT GLOB '_edge_*' AND instr(sql, ?) = 0",
    GUARD,
  );
  for (const [name, text] of [...triggers.raw()] as [string, string][]) {
    if (FULL_TEXT.test(name)) continue;
    const guarded = withGuard(text);
    if (guarded === undefined) continue;
    sql.exec(`DROP TRIGGER ${quoted(name)}`);
    sql.exec(guarded);
  }
}

/** The trigger with the guard in its WHEN clause; undefined when it has no body. */
export function withGuard(trigger: string): string | undefined {
  let when: number | undefined;
  let depth = 0;
  for (const { 0: token, index } of trigger.matchAll(TOKEN)) {
    const word = token.toUpperCase();
    if (token === "(") depth++;
    else if (token === ")") depth--;
    else if (depth === 0 && word === "WHEN" && when === undefined) when = index;
    else if (depth === 0 && word === "BEGIN") {
      const body = trigger.slice(index);
      if (when === undefined) return `${trigger.slice(0, index)}WHEN ${GUARD} ${body}`;
      const condition = trigger.slice(when + "WHEN".length, index).trim();
      return `${trigger.slice(0, when)}WHEN ${GUARD} AND (${condition}) ${body}`;
    }
  }
  return undefined;
}
