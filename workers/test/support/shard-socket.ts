import WebSocket from "ws";

export interface StepResult {
  columns?: string[];
  rows?: unknown[][];
  changes: number;
  firstId?: string;
  ids?: string[];
  read: number;
  written: number;
  skipped?: true;
}

export interface ReplyError {
  code: string;
  message: string;
  retryable: boolean;
  step?: number;
  row?: number;
  schema?: number;
  boot?: string;
}

export interface Reply {
  id: number;
  results?: StepResult[];
  ver?: number;
  replayed?: true;
  error?: ReplyError;
  part?: true;
  open?: true;
  step?: number;
  rows?: unknown[][];
}

export interface Frame {
  t: string;
  replies?: Reply[];
  error?: ReplyError;
  protocol?: number;
  boot?: string;
  schema?: number;
}

type Body = Record<string, unknown>;

/** A proxy's end of a shard's WebSocket. */
export class ShardSocket {
  /** Every frame that has arrived, as text. */
  readonly frames: string[] = [];
  /** Parts of large results, by request id. */
  readonly parts = new Map<number, Reply[]>();
  readonly closed: Promise<number>;
  private nextId = 1;
  private readonly waiting = new Map<number, (reply: Reply) => void>();
  private frameWaiters: ((frame: Frame) => void)[] = [];

  private constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => socket.on("close", resolve));
    socket.on("message", (data: Buffer) => {
      this.receive(data.toString());
    });
    socket.on("error", () => undefined);
  }

  static open(url: URL, bearer: string, protocol: string): Promise<ShardSocket> {
    const socket = new WebSocket(url, protocol, { headers: { authorization: `Bearer ${bearer}` } });
    const shard = new ShardSocket(socket);
    return new Promise((resolve, reject) => {
      socket.once("open", () => {
        resolve(shard);
      });
      socket.once("error", reject);
    });
  }

  /** Sends requests in one frame, gives their final replies. */
  runAll(requests: Body[]): Promise<Reply[]> {
    const replies = requests.map((request) => {
      request.id ??= this.nextId++;
      return new Promise<Reply>((resolve) => this.waiting.set(request.id as number, resolve));
    });
    this.send({ t: "run", reqs: requests });
    return Promise.all(replies);
  }

  async run(request: Body): Promise<Reply> {
    const [reply] = await this.runAll([request]);
    return reply as Reply;
  }

  /** Runs steps that must succeed and gives their results. */
  async steps(steps: Body[], more: Body = {}): Promise<StepResult[]> {
    const reply = await this.run({ steps, ...more });
    if (reply.results === undefined) throw new Error(JSON.stringify(reply.error));
    for (const part of (this.parts.get(reply.id) ?? []).reverse()) {
      reply.results[part.step ?? 0]?.rows?.unshift(...(part.rows ?? []));
    }
    return reply.results;
  }

  /** Rows of one query. */
  async query(sql: string, ...params: unknown[]): Promise<unknown[][]> {
    const [result] = await this.steps([{ sql, params, rows: true }]);
    return result?.rows ?? [];
  }

  /** Runs steps that must fail and gives the error. */
  async fail(steps: Body[], more: Body = {}): Promise<ReplyError> {
    const reply = await this.run({ steps, ...more });
    if (reply.error === undefined) throw new Error(`no error but ${JSON.stringify(reply)}`);
    return reply.error;
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  /** The next frame that is not made of replies. */
  nextFrame(): Promise<Frame> {
    return new Promise((resolve) => this.frameWaiters.push(resolve));
  }

  async hello(): Promise<Frame> {
    const answer = this.nextFrame();
    this.send({ t: "hello" });
    return answer;
  }

  /** Gives the code that the shard closes with. */
  close(): Promise<number> {
    this.socket.close(1000);
    return this.closed;
  }

  private receive(text: string): void {
    this.frames.push(text);
    const frame = (text === "pong" ? { t: "pong" } : JSON.parse(text)) as Frame;
    if (frame.t !== "replies") {
      const waiters = this.frameWaiters;
      this.frameWaiters = [];
      for (const waiter of waiters) waiter(frame);
      return;
    }
    for (const reply of frame.replies ?? []) {
      if (reply.part === true) {
        this.parts.set(reply.id, [...(this.parts.get(reply.id) ?? []), reply]);
        continue;
      }
      this.waiting.get(reply.id)?.(reply);
      this.waiting.delete(reply.id);
    }
  }
}
