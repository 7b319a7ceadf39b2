import { EdgeError } from "../wire/codes";
import type { ShardRequest } from "../wire/request";
import { replyError, type Link } from "./link";
import type { Job } from "./inbox";
import type { OpenRead } from "./open-read";
import type { PartSink } from "./result-text";

interface Reading {
  job: Job;
  read: OpenRead;
  /** Parts that the peer takes without having asked again. */
  credit: number;
  /** Texts of replies that were read ahead of the peer's asking, because somebody wanted to write. */
  ahead: string[];
  /** Its last reply was made. */
  isAtEnd: boolean;
  isAbandoned: boolean;
}

/**
 * Large results on their way, read in slices: between two slices others are served, and no more than the peer's window
 * is on its way to it.
 */
export class OpenReads {
  readonly #readings = new Set<Reading>();
  #isPlanned = false;

  constructor(
    /** Begins to read; undefined when the request is not a plain query. */
    private readonly open: (request: ShardRequest, sink: PartSink) => OpenRead | undefined,
    /** The job has its reply. */
    private readonly answered: (job: Job) => void,
  ) {}

  /**
   * Begins the read of a job that takes its result in parts; its reply may follow in later turns.
   *
   * @returns false for a job that is none
   * @throws EdgeError what §5 says
   */
  begin(job: Job): boolean {
    const { request, link } = job;
    const { window } = request;
    if (!window || link.partSink(request.id) === undefined) return false;
    const parts: string[] = [];
    const read = this.open(request, (step, rows) => {
      parts.push(
        `{"id":${String(request.id)},"part":true,"open":true,"step":${String(step)},"rows":${rows}}`,
      );
    });
    if (read === undefined) return false;
    const reading: Reading = { job, read, credit: window, ahead: parts, isAtEnd: false, isAbandoned: false };
    this.#readings.add(reading);
    this.readOn(reading);
    this.plan();
    return true;
  }

  /** The peer has taken a part of each of these. */
  more(ids: readonly number[], link: Link): void {
    for (const id of ids) {
      const reading = this.find(id, link);
      if (reading === undefined) {
        // It has ended, or the object has slept meanwhile: only who still waits for it will care.
        replyError(link, id, new EdgeError("CANCELLED", "the result is no longer being read"));
      } else {
        reading.credit++;
        this.send(reading);
      }
    }
    link.flush();
    this.plan();
  }

  /** Ends the reads of these requests. */
  cancel(ids: readonly number[], link: Link): void {
    for (const id of ids) {
      const reading = this.find(id, link);
      if (reading === undefined) continue;
      this.abandon(reading);
      replyError(link, id, new EdgeError("CANCELLED", "the request was cancelled"));
      link.flush();
    }
    this.plan();
  }

  /** Reads everything to its end: somebody wants to write. What the peers have not asked for yet is kept. */
  settle(): void {
    for (const reading of this.#readings) {
      while (!reading.isAtEnd) this.readOn(reading);
    }
  }

  /** The peer is gone. */
  drop(link: Link): void {
    for (const reading of this.#readings) {
      if (reading.job.link === link && !reading.isAbandoned) this.abandon(reading);
    }
    this.plan();
  }

  /** Nobody wants the rows any more. A cursor ends with its last row alone, and until then it holds the database's log. */
  private abandon(reading: Reading): void {
    reading.isAbandoned = true;
    reading.ahead.length = 0;
    if (reading.isAtEnd) this.#readings.delete(reading);
    this.answered(reading.job);
  }

  private find(id: number, link: Link): Reading | undefined {
    for (const reading of this.#readings) {
      const { job, isAbandoned } = reading;
      if (job.request.id === id && job.link === link && !isAbandoned) return reading;
    }
    return undefined;
  }

  /** Reads one part, or the end. */
  private readOn(reading: Reading): void {
    const { request, link } = reading.job;
    try {
      const body = reading.read.readOn();
      if (body !== undefined) {
        reading.isAtEnd = true;
        reading.ahead.push(`{"id":${String(request.id)},${body}}`);
      }
      this.send(reading);
    } catch (failure) {
      this.#readings.delete(reading);
      reading.isAtEnd = true;
      if (reading.isAbandoned) return;
      replyError(link, request.id, failure);
      this.answered(reading.job);
    }
  }

  /** Sends what the peer takes; the last reply needs no asking. */
  private send(reading: Reading): void {
    const { job, ahead } = reading;
    if (reading.isAbandoned) {
      ahead.length = 0;
      if (reading.isAtEnd) this.#readings.delete(reading);
      return;
    }
    let sent = 0;
    while (sent < ahead.length) {
      const isLast = reading.isAtEnd && sent === ahead.length - 1;
      if (!isLast && reading.credit === 0) break;
      if (!isLast) reading.credit--;
      job.link.reply(ahead[sent] as string);
      sent++;
    }
    ahead.splice(0, sent);
    if (reading.isAtEnd && ahead.length === 0) {
      this.#readings.delete(reading);
      this.answered(job);
    }
  }

  private plan(): void {
    if (this.#isPlanned || ![...this.#readings].some(goesOn)) return;
    this.#isPlanned = true;
    setTimeout(() => {
      this.#isPlanned = false;
      for (const reading of this.#readings) {
        if (!goesOn(reading)) continue;
        this.readOn(reading);
        reading.job.link.flush();
      }
      this.plan();
    }, 0);
  }
}

function goesOn({ credit, isAtEnd, isAbandoned }: Reading): boolean {
  return (credit > 0 || isAbandoned) && !isAtEnd;
}
