import type { ShardRequest } from "../wire/request";
import type { StatementKinds } from "../wire/statement-kind";
import type { ChangeLog } from "./change-log";
import type { TableUse } from "./table-use";

/** How far a request reaches: the tables and rows that matter to it. Too many cost time, never truth. */
export class RequestReach {
  constructor(
    private readonly log: ChangeLog,
    private readonly use: TableUse,
    private readonly kinds: StatementKinds,
  ) {}

  /** The only rows of a table that matter, if that is certain: the table is named once and its key has one spelling. */
  hintedKeys(request: ShardRequest, table: string): readonly string[] | undefined {
    const hinted = request.keys?.[table];
    if (hinted === undefined || this.log.shape(table)?.foldsKey === true) return undefined;
    const isNamedOnce = request.steps.every(({ sql }) => this.use.count(sql, table) <= 1);
    return isNamedOnce && !this.use.isReachedAgain(table) ? hinted : undefined;
  }

  /** Tables that a request reads or may write, through triggers too. */
  touched(request: ShardRequest, writes: boolean): readonly string[] {
    const tables = new Set<string>();
    for (const { sql, auto } of request.steps) {
      const isQuery = !writes || this.kinds.of(sql) === "query";
      for (const table of this.use.named(sql)) {
        if (isQuery) tables.add(table);
        else for (const reached of this.use.reached(table)) tables.add(reached);
      }
      if (auto?.countSql) for (const table of this.use.named(auto.countSql)) tables.add(table);
    }
    return [...tables];
  }

  /** Whether some statement of a request may change something, by its words. */
  mayWrite(request: ShardRequest): boolean {
    return request.steps.some(({ sql }) => this.kinds.of(sql) !== "query");
  }

  /** The table of a request that does nothing but insert into it, without a look at what it holds. */
  insertTarget(request: ShardRequest): string | undefined {
    const [step] = request.steps;
    if (request.steps.length !== 1 || step === undefined) return undefined;
    if (step.auto?.countSql) return undefined;
    const table = this.use.insertTarget(step.sql);
    if (table === undefined) return undefined;
    return this.use.isReachedAgain(table) ? undefined : table;
  }
}
