import type { Env } from "../env";
import { objectName } from "../wire/grant";
import type { TablePolicy } from "../wire/policies";
import type { Scope } from "../wire/schema";
import type { Policies } from "./policies";

const SCOPE = "mirror_scope";
const TOLD = "mirror_told";
/** Pause before shards that could not be told are told again. */
const RETRY_MS = 5000;

const TABLES =
  "SELECT json_extract(value, '$.database'), json_extract(value, '$.name'), json_extract(value, '$.physical') FROM objects WHERE key GLOB 'table/*' AND value IS NOT NULL";
const SHARDS =
  "SELECT DISTINCT s.key FROM log, json_each(log.change, '$.shards') AS s WHERE log.state = 'committed'";

/** Tells the shards which of their tables are mirrored, when policies or schema have changed. */
export class MirrorDirectory {
  constructor(
    private readonly storage: DurableObjectStorage,
    private readonly env: Env,
    private readonly policies: Policies,
  ) {}

  /** What is mirrored may be something else now. An alarm tells the shards that could not be told. */
  async changed(scope: Scope): Promise<void> {
    const tables = JSON.stringify(this.mirrored());
    if (((await this.storage.get<string>(TOLD)) ?? "{}") === tables) return;
    await this.storage.put(SCOPE, scope);
    await this.storage.setAlarm(Date.now() + RETRY_MS);
    await this.tell(scope, tables).catch((failure: unknown) => {
      console.warn(`shards were not told what is mirrored: ${String(failure)}`);
    });
  }

  /** The alarm rang. */
  async tellAgain(): Promise<void> {
    const scope = await this.storage.get<Scope>(SCOPE);
    const tables = JSON.stringify(this.mirrored());
    if (scope === undefined || (await this.storage.get<string>(TOLD)) === tables) return;
    await this.storage.setAlarm(Date.now() + RETRY_MS);
    await this.tell(scope, tables);
  }

  private async tell(scope: Scope, tables: string): Promise<void> {
    for (const [shard] of this.storage.sql.exec(SHARDS).toArray().map(Object.values)) {
      const name = objectName(scope, shard as string);
      const stub: MirroringShard = this.env.SHARD.get(this.env.SHARD.idFromName(name));
      await stub.mirrorTables(JSON.parse(tables) as Record<string, string>);
    }
    await this.storage.put(TOLD, tables);
    await this.storage.deleteAlarm();
  }

  /** Physical names of the mirrored tables, by `<database>.<table>`. */
  private mirrored(): Record<string, string> {
    const policies = this.policies.current();
    if (!Object.values(policies).some(({ mirror }) => mirror)) return {};
    const tables: Record<string, string> = {};
    for (const row of this.storage.sql.exec(TABLES).raw() as Iterable<[string, string, string]>) {
      const [database, table, physical] = row;
      const name = `${database}.${table}`;
      const policy: TablePolicy | undefined = policies[name] ?? policies[table];
      if (policy?.mirror === true) tables[name] = physical;
    }
    return tables;
  }
}

/** What control calls on a shard. */
interface MirroringShard {
  mirrorTables(tables: Record<string, string>): Promise<void>;
}
