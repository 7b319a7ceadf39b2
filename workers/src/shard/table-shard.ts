import { DurableObject } from "cloudflare:workers";
import { settingsOf, type Env } from "../env";
import type { CopyWanted } from "../wire/cached-read";
import { EdgeError } from "../wire/codes";
import type { ShardScope } from "../wire/copies";
import { CLOSE_EXPIRED, PROTOCOL_VERSION, frameOf } from "../wire/frame";
import { GRANT_HEADER, holds, isExpired, objectName, type Grant } from "../wire/grant";
import type { MirrorKnown, MirrorPull } from "../wire/mirror";
import type { ApplyMode, ApplyOutcome, ShardEntry } from "../wire/schema";
import { installBlobJson } from "../wire/values";
import { Admission } from "./admission";
import { Alarm } from "./alarm";
import { rowResource } from "./captured-rows";
import { ChangeLog } from "./change-log";
import { CopiedTables } from "./copied-tables";
import { Inbox, isRead, type Job } from "./inbox";
import { type SocketLink, replyError, sendFrameError, type Link } from "./link";
import { MirrorOutbox, type MirrorLag } from "./mirror-outbox";
import { MirroredRows } from "./mirrored-rows";
import { MirroredTables } from "./mirrored-tables";
import { OpenReads } from "./open-reads";
import { Outbox, type CopyStatus } from "./outbox";
import { OwnTables } from "./own-tables";
import { RequestRunner } from "./runner";
import { SchemaCatchUp } from "./schema-catch-up";
import { ShardSchema } from "./shard-schema";
import { Snapshots } from "./snapshots";
import { Sockets } from "./sockets";
import { TemporaryTables } from "./temporary-tables";
import { TransactionRunner } from "./transaction-runner";
import { Transactions } from "./transactions";
import { guardTriggers } from "./trigger-guards";
import { WaitingJobs } from "./waiting-jobs";
import { Watchers } from "./watchers";
import { WriteRecords } from "./write-records";

/**
 * One shard: the only source of truth for its tables. Requests arrive on hibernating WebSockets (or by HTTP), are
 * gathered in the inbox and handled once per turn, so that all the requests of a turn share one commit. Except for its
 * SQLite everything is memory that can be lost at any moment: locks say so through the boot id.
 */
export class TableShard extends DurableObject<Env> {
  protected readonly log: ChangeLog;
  readonly #boot = crypto.randomUUID();
  readonly #tables: OwnTables;
  readonly #records: WriteRecords;
  readonly #temporaries: TemporaryTables;
  readonly #runner: RequestRunner;
  readonly #schema: ShardSchema;
  readonly #transactions: Transactions;
  readonly #transactionRunner: TransactionRunner;
  readonly #inbox: Inbox;
  readonly #reads: OpenReads;
  readonly #waits: WaitingJobs;
  readonly #alarm: Alarm;
  readonly #copied: CopiedTables;
  readonly #outbox: Outbox;
  readonly #mirrored: MirroredTables;
  readonly #mirror: MirrorOutbox;
  readonly #admission: Admission;
  readonly #watchers: Watchers<SocketLink>;
  /** Of the change log, when the last turn ended. */
  #schemaChanges: number;
  readonly #sockets: Sockets;
  readonly #catchUp: SchemaCatchUp;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    installBlobJson();
    const settings = settingsOf(env);
    this.#tables = new OwnTables(ctx.storage.sql);
    this.#alarm = new Alarm(ctx.storage);
    this.#records = new WriteRecords(ctx.storage, this.#alarm, settings.EDGESQL_WRITE_RECORD_SECONDS);
    this.log = new ChangeLog(ctx.storage.sql, settings.EDGESQL_MAX_LOG_ROWS);
    this.#temporaries = new TemporaryTables(ctx.storage, this.log);
    this.#runner = new RequestRunner(ctx.storage, this.#tables, this.#records, this.log, settings);
    this.#schema = new ShardSchema(
      ctx.storage,
      this.#tables,
      this.log,
      () => {
        this.#reads.settle();
        this.#runner.storeCounters();
      },
      (steps) => {
        this.#mirrored.schemaApplied(steps);
      },
    );
    const snapshots = new Snapshots(
      ctx.storage.sql,
      this.log,
      settings.EDGESQL_SNAPSHOT_LINGER_SECONDS * 1000,
    );
    this.#transactions = new Transactions(
      this.#boot,
      settings.EDGESQL_LOCK_LEASE_SECONDS * 1000,
      settings.EDGESQL_MAX_LOCKS,
      snapshots,
    );
    this.#transactionRunner = new TransactionRunner(
      ctx.storage,
      this.#tables,
      this.#runner,
      this.log,
      snapshots,
      this.#transactions,
      settings,
    );
    this.log.onSchemaChange((redefined) => {
      this.#transactionRunner.schemaChanged();
      this.#runner.schemaChanged();
      snapshots.redefined(redefined);
    });
    guardTriggers(ctx.storage.sql);
    this.#inbox = new Inbox(settings.EDGESQL_MAX_INBOX, settings.EDGESQL_MAX_INBOX_CHARS, () => {
      this.turn();
    });
    this.#waits = new WaitingJobs(
      this.#transactions,
      this.#inbox,
      (table, key) => rowResource(this.log.shape(table), table, key),
      (request) => this.#transactionRunner.closedReads(request),
      (job) => {
        this.finish(job, false);
      },
    );
    this.#reads = new OpenReads(
      (request, sink) => this.#runner.open(request, sink),
      (job) => {
        this.finish(job, true);
      },
    );
    this.#tables.name(ctx.id.name);
    this.#copied = new CopiedTables(ctx.storage.sql, this.log, this.#tables.copiesSeq);
    this.#outbox = new Outbox(
      env,
      settings,
      () => this.scope(),
      this.#tables,
      this.log,
      this.#copied,
      this.#alarm,
    );
    this.#admission = new Admission(this.#inbox, this.#tables, this.#copied);
    const rows = new MirroredRows(ctx.storage.sql, this.log, settings);
    this.#mirrored = new MirroredTables(ctx.storage.sql, this.log, rows);
    const ports = { env, scope: () => this.scope(), alarm: this.#alarm };
    this.#mirror = new MirrorOutbox(ports, settings, this.#tables, this.log, this.#mirrored, rows);
    this.#watchers = new Watchers(this.log, settings.EDGESQL_MAX_CHANGED_KEYS);
    this.#schemaChanges = this.log.schemaChanges;
    this.#catchUp = new SchemaCatchUp(this.#tables, this.#schema, {
      entriesSince: (grant, version) => this.entriesSince(grant, version),
      ready: (job) => {
        this.#inbox.ready(job);
      },
      refuse: (job, failure) => {
        replyError(job.link, job.request.id, failure);
        job.link.flush();
        this.finish(job, false);
      },
    });
    const { EDGESQL_MAX_WATCHED_TABLES, EDGESQL_SOCKET_TEXTS } = settings;
    this.#sockets = new Sockets(ctx, this.#watchers, EDGESQL_MAX_WATCHED_TABLES, EDGESQL_SOCKET_TEXTS, () => {
      this.tellWatchers();
    });
    this.#sockets.wake();
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Reached through the gateway only, which has checked the token and says in a header what it grants. */
  override async fetch(request: Request): Promise<Response> {
    const grant = JSON.parse(request.headers.get(GRANT_HEADER) ?? "") as Grant;
    switch (new URL(request.url).pathname) {
      case "/socket":
        return this.#sockets.open(grant);
      case "/read":
        return await this.#admission.readForCopy(await request.json<CopyWanted>(), grant);
      default:
        return await this.#admission.run(await request.text(), grant);
    }
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    const { link, grant } = this.#sockets.of(socket);
    if (isExpired(grant, Date.now())) {
      socket.close(CLOSE_EXPIRED, "the token has expired");
      return;
    }
    try {
      const frame = frameOf(message);
      switch (frame.t) {
        case "run":
          this.#admission.admit(frame.reqs, frame.chars, link, grant);
          break;
        case "hello":
          link.send(this.helloText());
          break;
        case "keep":
          this.#transactions.keep(frame.tx, link.socketId);
          break;
        case "cancel":
          this.#waits.cancel(frame.ids, link);
          this.#reads.cancel(frame.ids, link);
          break;
        case "more":
          this.#reads.more(frame.ids, link);
          break;
        case "watch":
          this.#sockets.watch(socket, frame.tables);
          link.send(this.watchingText());
          break;
      }
    } catch (failure) {
      sendFrameError(socket, failure);
    }
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.drop(socket);
    // Codes below 3000 but 1000 stand for what a peer did, and are not ours to send.
    socket.close(code >= 3000 ? code : 1000);
  }

  override webSocketError(socket: WebSocket): void {
    this.drop(socket);
  }

  override async alarm(): Promise<void> {
    this.#alarm.rung();
    this.#copied.sweep(Date.now());
    await this.#records.sweep();
    this.#reads.settle();
    this.#runner.storeCounters();
    this.#temporaries.sweep();
    await Promise.all([this.#outbox.resend(), this.#mirror.resend()]);
  }

  /** For control: applies schema log entries, oldest first. */
  applySchema(entries: ShardEntry[], mode: ApplyMode): ApplyOutcome {
    const outcome = this.#schema.apply(entries, mode);
    this.tellOfChanges();
    return outcome;
  }

  /** For the cache worker: it has done what the message with these bounds said. */
  copiesFollowed(after: number, seq: number, ver: number): void {
    this.#outbox.acknowledge(after, seq, ver);
  }

  /** How far the copies have followed. */
  copyStatus(): CopyStatus {
    return this.#outbox.status();
  }

  /** For control: these tables are mirrored, their physical names by `<database>.<table>`, and no others. */
  mirrorTables(tables: Record<string, string>): void {
    this.#mirrored.mirror(tables);
    this.tellOfChanges();
  }

  /** For the mirror: the next piece of the change log. */
  mirrorPull(known: MirrorKnown): MirrorPull {
    return this.#mirror.pull(known);
  }

  /** For the mirror: it has the rows as of this position, and all tables of this structure unless that is null. */
  mirrorFollowed(epoch: number, seq: number, structure: number | null): void {
    this.#mirror.acknowledge(epoch, seq, structure);
  }

  /** Makes mirrored tables anew, all when none are named. Gives how many. */
  mirrorRebuild(names?: string[]): number {
    const count = this.#mirrored.copyAnew(names);
    this.tellOfChanges();
    return count;
  }

  mirrorLags(): MirrorLag[] {
    return this.#mirror.lags();
  }

  /** For control, about an entry whose fate it does not know: whether the shard has it. */
  hasSchema(version: number, id: string): boolean {
    return this.#schema.has(version, id);
  }

  /** For control, which is about to drop an entry: the shard refuses it from now on, should it still be on its way. */
  fenceSchema(id: string): void {
    this.#tables.fenceSchema(id);
  }

  private drop(socket: WebSocket): void {
    const { link, socketId } = this.#sockets.of(socket);
    this.#reads.drop(link);
    this.#transactions.dropSocket(socketId);
    this.#watchers.drop(link);
  }

  private watchingText(): string {
    return JSON.stringify({ t: "watching", ver: this.#tables.ver, epoch: this.#tables.epoch });
  }

  private helloText(): string {
    return JSON.stringify({
      t: "hello",
      protocol: PROTOCOL_VERSION,
      boot: this.#boot,
      schema: this.#tables.schemaVersion,
      texts: this.#sockets.maxTexts,
    });
  }

  /** Handles everything that is ready. What becomes ready meanwhile, such as a request whose lock was freed, too. */
  private turn(): void {
    const links = new Set<Link>();
    for (let jobs = this.#inbox.take(); jobs.length > 0; jobs = this.#inbox.take()) {
      if (!jobs.every(({ request }) => this.#runner.isQueries(request))) this.#reads.settle();
      for (const job of jobs) {
        links.add(job.link);
        this.serve(job);
      }
    }
    try {
      this.#runner.endTurn(this.#transactions.isAnyOpen);
      this.#tables.storeVer();
    } catch (failure) {
      // Nothing of the turn may be committed without it.
      this.ctx.abort("what a turn has done could not be recorded");
      throw failure;
    }
    this.tellOfChanges();
    this.log.trim();
    for (const link of links) link.flush();
  }

  /** What was committed is told to the sockets that watch, ahead of the turn's replies, and to the queue behind them. */
  private tellOfChanges(): void {
    if (this.#schemaChanges !== this.log.schemaChanges) {
      this.#schemaChanges = this.log.schemaChanges;
      this.#outbox.schemaChanged();
    }
    this.tellWatchers();
    for (const sending of [this.#outbox.turnEnded(), this.#mirror.turnEnded()]) {
      if (sending !== undefined) this.ctx.waitUntil(sending);
    }
  }

  private tellWatchers(): void {
    this.#watchers.tellNews(this.#tables.ver, this.#tables.schemaVersion);
  }

  private serve(job: Job): void {
    const { request, grant, link } = job;
    let hasRun = false;
    this.#waits.runs(job);
    try {
      if (isExpired(grant, Date.now())) throw new EdgeError("UNAUTHENTICATED", "the token has expired");
      if (!holds(grant, "read")) throw new EdgeError("FORBIDDEN", "the token does not hold the right read");
      const recorded = this.#runner.recorded(request, grant);
      if (recorded !== undefined) {
        link.reply(`{"id":${String(request.id)},${recorded}}`);
        this.finish(job, true);
        return;
      }
      const catchingUp = this.#catchUp.waitFor(job);
      if (catchingUp !== undefined) {
        if (catchingUp !== null) this.ctx.waitUntil(catchingUp);
        return;
      }
      if (this.#waits.isBehind(job)) return;
      const { tx } = request;
      if (tx) job.open = this.#transactions.enter(tx, link.socketId, request.release === true);
      if (request.under) {
        job.parent = this.#transactions.parent(request.under);
        if (job.open) job.open.owner.parent = job.parent;
      }
      if (!this.#waits.hasLocksOf(job)) return;
      hasRun = true;
      if (isRead(job) && this.#reads.begin(job)) return;
      const body = this.body(job);
      if (body === undefined) return;
      link.reply(`{"id":${String(request.id)},${this.bootFor(request)}${body}}`);
      if (request.write && !this.#records.isSweepArmed) this.ctx.waitUntil(this.#records.armSweep());
    } catch (failure) {
      const victim = job.open?.owner;
      if (victim && failure instanceof EdgeError && failure.code === "DEADLOCK") {
        this.#transactions.endVictim(victim);
      }
      replyError(link, request.id, failure);
    }
    this.finish(job, hasRun);
  }

  /** A transaction that begins is told which memory it relies on from here on. */
  private bootFor({ tx, release }: Job["request"]): string {
    return tx && typeof tx.boot !== "string" && release !== true ? `"boot":"${this.#boot}",` : "";
  }

  /** Runs a job; undefined when it waits for locks on what it would change. */
  private body(job: Job): string | undefined {
    const { request, grant, link, open, owner } = job;
    const sink = link.partSink(request.id);
    for (;;) {
      const outcome = this.#transactionRunner.run({
        request,
        grant,
        sink,
        open,
        owner: job.owner ?? owner,
        parent: job.parent,
      });
      if (outcome.state === "done") return outcome.body;
      if (!this.#waits.hasTaken(job, outcome.claims, open?.owner)) return undefined;
    }
  }

  /** The job has its reply: its own locks fall, and its transaction ends when it was the last request and has run. */
  private finish(job: Job, hasRun: boolean): void {
    this.#inbox.answered(job);
    this.#waits.ended(job);
    if (job.request.release === true && hasRun) this.#waits.release(job);
  }

  /** Entries of the schema log, from the control object. */
  private entriesSince(grant: Grant, version: number): Promise<string> {
    const { CONTROL } = this.env;
    const control = CONTROL.get(CONTROL.idFromName(objectName(grant, "control")));
    const scope = { tenant: grant.tenant, project: grant.project };
    return control.shardEntries(scope, this.scope().shard, version);
  }

  /** @throws EdgeError INTERNAL when the object was made without a name */
  private scope(): ShardScope {
    const [tenant, project, shard] = this.#tables.name(this.ctx.id.name).split("/");
    if (tenant === undefined || project === undefined || shard === undefined) {
      throw new EdgeError("INTERNAL", "the shard does not know its name");
    }
    return { tenant, project, shard };
  }
}
