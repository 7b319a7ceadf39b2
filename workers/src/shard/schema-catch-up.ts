import { EdgeError } from "../wire/codes";
import type { Grant } from "../wire/grant";
import type { ShardEntry } from "../wire/schema";
import type { Job } from "./inbox";
import type { OwnTables } from "./own-tables";
import type { ShardSchema } from "./shard-schema";

/** What catching up needs of the shard. */
export interface SchemaSource {
  /** JSON text of the schema log's entries after a version, oldest first. */
  entriesSince(grant: Grant, version: number): Promise<string>;
  /** The shard has caught up with what the request needs. */
  ready(job: Job): void;
  /** It has not, and the request ends. */
  refuse(job: Job, failure: unknown): void;
}

/** Lets requests wait while the shard fetches the schema log entries that it lacks and applies them. */
export class SchemaCatchUp {
  /** Requests that wait; undefined while the shard is not catching up. */
  #behind: Job[] | undefined;

  constructor(
    private readonly tables: OwnTables,
    private readonly schema: ShardSchema,
    private readonly source: SchemaSource,
  ) {}

  /**
   * Undefined when the shard has the schema that the request was made for. Otherwise the request has been put aside, and
   * here is the work behind it, or null when that is under way already.
   *
   * @throws EdgeError SCHEMA_STALE when the request was made for an older schema
   */
  waitFor(job: Job): Promise<void> | null | undefined {
    const wanted = job.request.schema ?? 0;
    const own = this.tables.schemaVersion;
    if (wanted === 0 || wanted === own) return undefined;
    if (wanted < own) throw this.stale();
    if (this.#behind !== undefined) {
      this.#behind.push(job);
      return null;
    }
    this.#behind = [job];
    return this.catchUp(job.grant);
  }

  private stale(): EdgeError {
    return new EdgeError("SCHEMA_STALE", "the schema has changed", { schema: this.tables.schemaVersion });
  }

  private async catchUp(grant: Grant): Promise<void> {
    let failure: unknown;
    try {
      const text = await this.source.entriesSince(grant, this.tables.schemaVersion);
      const outcome = this.schema.apply(JSON.parse(text) as ShardEntry[], "apply");
      if (outcome.state === "failed") {
        const { code, message, step } = outcome.error;
        failure = new EdgeError(code, message, step === undefined ? {} : { step });
      }
    } catch (thrown) {
      failure = thrown;
    }
    const jobs = this.#behind ?? [];
    this.#behind = undefined;
    for (const job of jobs) {
      const isReady = failure === undefined && (job.request.schema ?? 0) <= this.tables.schemaVersion;
      if (isReady) this.source.ready(job);
      else this.source.refuse(job, failure ?? this.stale());
    }
  }
}
