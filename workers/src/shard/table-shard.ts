import { DurableObject } from "cloudflare:workers";
import { settingsOf, type Env } from "../env";
import { EdgeError, errorBody } from "../wire/codes";
import { CLOSE_EXPIRED, PROTOCOL_VERSION, SUBPROTOCOL, errorReply, frameOf } from "../wire/frame";
import { GRANT_HEADER, holds, isExpired, objectName, type Grant } from "../wire/grant";
import { MAX_FRAME_REQUESTS, idOf, requestOf, type ShardRequest } from "../wire/request";
import type { ApplyMode, ApplyOutcome, ShardEntry } from "../wire/schema";
import { installBlobJson } from "../wire/values";
import { ChangeLog } from "./change-log";
import { Inbox, type Job } from "./inbox";
import { HttpLink, SocketLink, replyError, sendFrameError, type Link } from "./link";
import { OwnTables } from "./own-tables";
import { RequestRunner } from "./runner";
import { ShardSchema } from "./shard-schema";
import { Transactions } from "./transactions";
import { WriteRecords } from "./write-records";

/** What is attached to a socket and survives hibernation. */
interface Attachment {
  socketId: string;
  grant: Grant;
}

interface OpenSocket extends Attachment {
  link: SocketLink;
}

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
  readonly #runner: RequestRunner;
  readonly #schema: ShardSchema;
  readonly #transactions: Transactions;
  readonly #inbox: Inbox;
  readonly #sockets = new WeakMap<WebSocket, OpenSocket>();
  /** Requests that wait until the shard has caught up with the schema log; undefined while it is not catching up. */
  #behind: Job[] | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    installBlobJson();
    const settings = settingsOf(env);
    this.#tables = new OwnTables(ctx.storage.sql);
    this.#records = new WriteRecords(ctx.storage, settings.EDGESQL_WRITE_RECORD_SECONDS);
    this.log = new ChangeLog(ctx.storage.sql, settings.EDGESQL_MAX_LOG_ROWS);
    this.#runner = new RequestRunner(ctx.storage, this.#tables, this.#records, this.log, settings);
    this.#schema = new ShardSchema(ctx.storage, this.#tables, this.log);
    this.#transactions = new Transactions(
      this.#boot,
      settings.EDGESQL_LOCK_LEASE_SECONDS * 1000,
      settings.EDGESQL_MAX_LOCKS,
    );
    this.#inbox = new Inbox(settings.EDGESQL_MAX_INBOX, settings.EDGESQL_MAX_INBOX_CHARS, () => {
      this.turn();
    });
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Reached through the gateway only, which has checked the token and says in a header what it grants. */
  override async fetch(request: Request): Promise<Response> {
    const grant = JSON.parse(request.headers.get(GRANT_HEADER) ?? "") as Grant;
    return new URL(request.url).pathname === "/socket"
      ? this.open(grant)
      : await this.runOnce(await request.text(), grant);
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    const { link, grant } = this.socketOf(socket);
    if (isExpired(grant, Date.now())) {
      socket.close(CLOSE_EXPIRED, "the token has expired");
      return;
    }
    try {
      const frame = frameOf(message);
      switch (frame.t) {
        case "run":
          this.admit(frame.reqs, frame.chars, link, grant);
          break;
        case "hello":
          link.send(this.helloText());
          break;
        case "keep":
          this.#transactions.keep(frame.tx, link.socketId);
          break;
      }
    } catch (failure) {
      sendFrameError(socket, failure);
    }
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    this.#transactions.dropSocket(this.socketOf(socket).socketId);
    // Codes below 3000 but 1000 stand for what a peer did, and are not ours to send.
    socket.close(code >= 3000 ? code : 1000);
  }

  override webSocketError(socket: WebSocket): void {
    this.#transactions.dropSocket(this.socketOf(socket).socketId);
  }

  override async alarm(): Promise<void> {
    await this.#records.sweep();
  }

  /** For control: applies schema log entries, oldest first. */
  applySchema(entries: ShardEntry[], mode: ApplyMode): ApplyOutcome {
    return this.#schema.apply(entries, mode);
  }

  /** For control, about an entry whose fate it does not know: whether the shard has it. */
  hasSchema(version: number, id: string): boolean {
    return this.#schema.has(version, id);
  }

  /** For control, which is about to drop an entry: the shard refuses it from now on, should it still be on its way. */
  fenceSchema(id: string): void {
    this.#tables.fenceSchema(id);
  }

  private open(grant: Grant): Response {
    const [client, server] = Object.values(new WebSocketPair()) as [WebSocket, WebSocket];
    this.ctx.acceptWebSocket(server);
    const attachment: Attachment = { socketId: crypto.randomUUID(), grant };
    server.serializeAttachment(attachment);
    return new Response(null, {
      status: 101,
      webSocket: client,
      headers: { "sec-websocket-protocol": SUBPROTOCOL },
    });
  }

  private socketOf(socket: WebSocket): OpenSocket {
    let open = this.#sockets.get(socket);
    if (open === undefined) {
      const attachment = socket.deserializeAttachment() as Attachment;
      open = { ...attachment, link: new SocketLink(socket, attachment.socketId) };
      this.#sockets.set(socket, open);
    }
    return open;
  }

  private helloText(): string {
    return JSON.stringify({
      t: "hello",
      protocol: PROTOCOL_VERSION,
      boot: this.#boot,
      schema: this.#tables.schemaVersion,
    });
  }

  private async runOnce(text: string, grant: Grant): Promise<Response> {
    const link = new HttpLink();
    let request: ShardRequest;
    try {
      request = requestOf(parsed(text));
    } catch (failure) {
      return Response.json({ error: errorBody(failure) }, { status: 400 });
    }
    this.#inbox.admit({ request, grant, link, chars: text.length, free: undefined });
    const reply = await link.answered;
    return new Response(reply, { headers: { "content-type": "application/json" } });
  }

  private admit(raw: unknown[], chars: number, link: SocketLink, grant: Grant): void {
    const share = Math.ceil(chars / raw.length);
    for (const one of raw) {
      try {
        if (raw.length > MAX_FRAME_REQUESTS) {
          throw new EdgeError("TOO_LARGE", `more than ${String(MAX_FRAME_REQUESTS)} requests in a frame`);
        }
        this.#inbox.admit({ request: requestOf(one), grant, link, chars: share, free: undefined });
      } catch (failure) {
        const id = idOf(one);
        if (id === undefined) throw failure;
        link.reply(errorReply(id, errorBody(failure)));
        link.flush();
      }
    }
  }

  /** Handles everything that is ready. What becomes ready meanwhile, such as a request whose lock was freed, too. */
  private turn(): void {
    const links = new Set<Link>();
    for (let jobs = this.#inbox.take(); jobs.length > 0; jobs = this.#inbox.take()) {
      for (const job of jobs) {
        links.add(job.link);
        this.serve(job);
      }
    }
    this.#tables.storeVer();
    this.log.trim();
    for (const link of links) link.flush();
  }

  private serve(job: Job): void {
    const { request, grant, link } = job;
    let hasRun = false;
    try {
      if (isExpired(grant, Date.now())) throw new EdgeError("UNAUTHENTICATED", "the token has expired");
      if (!holds(grant, "read")) throw new EdgeError("FORBIDDEN", "the token does not hold the right read");
      if (!this.hasSchemaOf(job) || !this.hasLocksOf(job)) return;
      hasRun = true;
      const body = this.#runner.run(request, grant, link.partSink(request.id));
      link.reply(`{"id":${String(request.id)},${body}}`);
      if (request.write) this.ctx.waitUntil(this.#records.armSweep());
    } catch (failure) {
      replyError(link, request.id, failure);
    }
    this.finish(job, hasRun);
  }

  /** The job has its reply: its own locks fall, and its transaction's when it was the last request and has run. */
  private finish(job: Job, hasRun: boolean): void {
    this.#inbox.answered(job);
    job.free?.();
    const { tx, release } = job.request;
    if (tx && release === true && hasRun) this.#transactions.release(tx.id);
  }

  /**
   * False when the request has been put aside until the shard has caught up.
   *
   * @throws EdgeError SCHEMA_STALE when the request was made for an older schema
   */
  private hasSchemaOf(job: Job): boolean {
    const wanted = job.request.schema ?? 0;
    const own = this.#tables.schemaVersion;
    if (wanted === 0 || wanted === own) return true;
    if (wanted < own) throw this.stale();
    if (this.#behind !== undefined) {
      this.#behind.push(job);
      return false;
    }
    this.#behind = [job];
    this.ctx.waitUntil(this.catchUp(job.grant));
    return false;
  }

  private stale(): EdgeError {
    const schema = this.#tables.schemaVersion;
    return new EdgeError("SCHEMA_STALE", "the schema has changed", { schema });
  }

  /** Fetches the schema log entries that the shard lacks, applies them, and puts the waiting requests back in line. */
  private async catchUp(grant: Grant): Promise<void> {
    let failure: unknown;
    try {
      const { CONTROL } = this.env;
      const control = CONTROL.get(CONTROL.idFromName(objectName(grant, "control")));
      const scope = { tenant: grant.tenant, project: grant.project };
      const text = await control.shardEntries(scope, this.shardName(), this.#tables.schemaVersion);
      const outcome = this.#schema.apply(JSON.parse(text) as ShardEntry[], "apply");
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
      if (failure === undefined && (job.request.schema ?? 0) <= this.#tables.schemaVersion) {
        this.#inbox.ready(job);
      } else {
        replyError(job.link, job.request.id, failure ?? this.stale());
        job.link.flush();
        this.finish(job, false);
      }
    }
  }

  private shardName(): string {
    const name = this.ctx.id.name?.split("/").at(-1);
    if (name === undefined) throw new EdgeError("INTERNAL", "the shard does not know its name");
    return name;
  }

  /**
   * False when the request waits for its locks.
   *
   * @throws EdgeError see {@link Transactions.acquire}
   */
  private hasLocksOf(job: Job): boolean {
    const { request, link } = job;
    if (job.free !== undefined) return true;
    if (!request.tx && (request.locks?.length ?? 0) === 0) return true;
    const outcome = this.#transactions.acquire(request, link.socketId, (error, free) => {
      job.free = free;
      if (error === undefined) {
        this.#inbox.ready(job);
        return;
      }
      replyError(link, request.id, error);
      link.flush();
      this.finish(job, false);
    });
    if (outcome.state === "waiting") return false;
    job.free = outcome.free;
    return true;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new EdgeError("BAD_REQUEST", "the body is not JSON");
  }
}
