import { errorFrame, errorReply } from "../wire/frame";
import { errorBody } from "../wire/codes";
import type { KnownTexts } from "./known-texts";
import type { PartSink } from "./result-text";

/** Where the replies to a request go. */
export interface Link {
  /** Id of the socket, which owns the locks taken through it; undefined for HTTP. */
  readonly socketId: string | undefined;
  /** Takes the text of a reply. */
  reply(text: string): void;
  /** Where parts of large results go; undefined when they must not be split. */
  partSink(id: number): PartSink | undefined;
  /** Sends what was gathered; called at the end of every turn. */
  flush(): void;
}

/** Replies gathered into one frame until they reach this many characters. */
const FRAME_CHARS = 1024 * 1024;

/** Replies over a WebSocket: gathered, and sent in as few frames as possible. */
export class SocketLink implements Link {
  #texts: string[] = [];
  #chars = 0;

  constructor(
    private readonly socket: WebSocket,
    readonly socketId: string,
    /** Statements that came over it. */
    readonly known: KnownTexts,
    /** Called before replies leave: what must be told ahead of them is sent now. */
    private readonly beforeReplies: () => void,
  ) {}

  reply(text: string): void {
    if (this.#chars + text.length > FRAME_CHARS) this.flush();
    this.#texts.push(text);
    this.#chars += text.length;
  }

  partSink(id: number): PartSink {
    return (step, rows) => {
      this.reply(`{"id":${String(id)},"part":true,"step":${String(step)},"rows":${rows}}`);
    };
  }

  /** Sends a frame that is not made of replies, after the replies gathered so far. */
  send(text: string): void {
    this.flush();
    sendQuietly(this.socket, text);
  }

  /** Sends a frame before the replies that were gathered and are not sent yet. */
  sendAhead(text: string): void {
    sendQuietly(this.socket, text);
  }

  flush(): void {
    if (this.#texts.length === 0) return;
    const frame = `{"t":"replies","replies":[${this.#texts.join(",")}]}`;
    this.#texts = [];
    this.#chars = 0;
    this.beforeReplies();
    sendQuietly(this.socket, frame);
  }
}

/** The reply to one HTTP request. */
export class HttpLink implements Link {
  readonly socketId = undefined;
  readonly #settle: (text: string) => void;
  readonly answered: Promise<string>;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.answered = promise;
    this.#settle = resolve;
  }

  reply(text: string): void {
    this.#settle(text);
  }

  partSink(): undefined {
    return undefined;
  }

  flush(): void {
    // The reply left when it was made.
  }
}

export function replyError(link: Link, id: number, failure: unknown): void {
  link.reply(errorReply(id, errorBody(failure)));
}

export function sendFrameError(socket: WebSocket, failure: unknown): void {
  sendQuietly(socket, errorFrame(errorBody(failure)));
}

/** A peer that is gone needs no answer; its close event frees what it held. */
function sendQuietly(socket: WebSocket, text: string): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(text);
}
