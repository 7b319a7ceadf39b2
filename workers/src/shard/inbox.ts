import { EdgeError } from "../wire/codes";
import type { Grant } from "../wire/grant";
import type { ShardRequest } from "../wire/request";
import type { LockOwner, LockWait } from "./locks";
import type { OpenTransaction } from "./transactions";
import { replyError, type Link } from "./link";

/** One request on its way through the shard. */
export interface Job {
  readonly request: ShardRequest;
  readonly grant: Grant;
  readonly link: Link;
  /** Its share of the inbox's bound on text. */
  readonly chars: number;
  /** The open transaction that it belongs to. */
  open: OpenTransaction | undefined;
  /** Holder of locks that are not in its way. */
  parent: LockOwner | undefined;
  /** Holder of the locks that it holds for its own run alone. */
  owner: LockOwner | undefined;
  /** It has the locks that it asked for. */
  isLocked: boolean;
  /** It stands in a queue for locks. */
  wait: LockWait | undefined;
  /** When its patience with locks ends, in milliseconds since the epoch. */
  waitEndsMs: number | undefined;
}

/** A request that has just arrived. All members are there from the start: jobs have one shape. */
export function newJob(request: ShardRequest, grant: Grant, link: Link, chars: number): Job {
  return {
    request,
    grant,
    link,
    chars,
    open: undefined,
    parent: undefined,
    owner: undefined,
    isLocked: false,
    wait: undefined,
    waitEndsMs: undefined,
  };
}

/** Requests that have arrived and are not answered yet, in a turn or waiting for locks or schema. Bounded. */
export class Inbox {
  #ready: Job[] = [];
  #open = 0;
  #openChars = 0;
  #isTurnPlanned = false;
  #isInTurn = false;

  constructor(
    private readonly maxRequests: number,
    private readonly maxChars: number,
    /** Handles everything that is ready; called once per turn. */
    private readonly turn: () => void,
  ) {}

  /** Takes a new request in, or answers it with OVERLOADED. {@link admitted} must follow. */
  admit(job: Job): void {
    // The end of a transaction frees what others wait for: it must get in when the inbox is full of those others.
    const scale = job.request.release === true ? 2 : 1;
    const isFull =
      this.#open >= scale * this.maxRequests || this.#openChars + job.chars > scale * this.maxChars;
    if (isFull) {
      replyError(job.link, job.request.id, new EdgeError("OVERLOADED", "the shard's inbox is full"));
      job.link.flush();
      return;
    }
    this.#open++;
    this.#openChars += job.chars;
    this.#ready.push(job);
  }

  /**
   * All the requests of a frame were admitted. Reads are handled at once, and so are statements of open transactions,
   * most of which are only read: waiting for other frames would only delay them, as there is no commit that they could
   * share.
   */
  admitted(): void {
    if (this.#isTurnPlanned || this.#ready.length === 0) return;
    if (this.#ready.every((job) => isRead(job) || isStatement(job))) {
      this.run();
    } else {
      this.planTurn();
    }
  }

  /** Puts a request that was admitted before back in line; a turn that is under way takes it still. */
  ready(job: Job): void {
    this.#ready.push(job);
    if (!this.#isTurnPlanned && !this.#isInTurn) this.planTurn();
  }

  private run(): void {
    this.#isInTurn = true;
    try {
      this.turn();
    } finally {
      this.#isInTurn = false;
      if (this.#ready.length > 0 && !this.#isTurnPlanned) this.planTurn();
    }
  }

  private planTurn(): void {
    this.#isTurnPlanned = true;
    setTimeout(() => {
      this.#isTurnPlanned = false;
      this.run();
    }, 0);
  }

  /** Everything that is ready, in the order of arrival. */
  take(): Job[] {
    const jobs = this.#ready;
    this.#ready = [];
    return jobs;
  }

  /** A request has its reply. */
  answered(job: Job): void {
    this.#open--;
    this.#openChars -= job.chars;
  }
}

/** Whether a request can neither change anything nor wait: even a write that is undone costs a commit. */
export function isRead({ request }: Job): boolean {
  return !request.write && !request.tx && !request.locks && request.end !== "rollback";
}

/** Whether a request is a statement of an open transaction that stays open, or its end without a trace. */
function isStatement({ request }: Job): boolean {
  return request.end === "rollback" && request.tx !== undefined && request.tx !== null;
}
