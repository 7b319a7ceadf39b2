import type { Reply, ShardSocket } from "./shard-socket";

let ids = 0;

/** An open transaction, as the proxy drives it. */
export class Tx {
  readonly id = `tx${String(++ids)}`;
  at = 0;
  private n = 0;

  constructor(
    private readonly socket: ShardSocket,
    private readonly isSnapshot = true,
  ) {}

  /** Runs a write that stays in the transaction. */
  async write(sql: string, more: Record<string, unknown> = {}): Promise<Reply> {
    const n = ++this.n;
    const { params, ...request } = more;
    const reply = await this.socket.run({
      steps: [{ sql, params }],
      end: "rollback",
      tx: { id: this.id, at: this.at, n },
      lockWaitMs: 5000,
      ...request,
    });
    if (reply.error === undefined) this.at = n;
    return reply;
  }

  async done(sql: string, more: Record<string, unknown> = {}): Promise<void> {
    const reply = await this.write(sql, more);
    if (reply.error) throw new Error(JSON.stringify(reply.error));
  }

  async read(sql: string, more: Record<string, unknown> = {}): Promise<unknown[][]> {
    const reply = await this.readReply(sql, more);
    if (reply.error) throw new Error(JSON.stringify(reply.error));
    return reply.results?.[0]?.rows ?? [];
  }

  readReply(sql: string, more: Record<string, unknown> = {}): Promise<Reply> {
    const view = this.isSnapshot ? "snapshot" : "current";
    return this.socket.run({
      steps: [{ sql, rows: true }],
      end: "rollback",
      tx: { id: this.id, at: this.at, view },
      ...more,
    });
  }

  commit(): Promise<Reply> {
    return this.socket.run({
      steps: [],
      tx: { id: this.id, at: this.at },
      write: { session: this.id, seq: 1 },
      release: true,
    });
  }

  rollback(): Promise<Reply> {
    return this.socket.run({ steps: [], end: "rollback", tx: { id: this.id }, release: true });
  }
}
