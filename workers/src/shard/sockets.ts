import { EdgeError } from "../wire/codes";
import { SUBPROTOCOL } from "../wire/frame";
import type { Grant } from "../wire/grant";
import { KnownTexts } from "./known-texts";
import { SocketLink } from "./link";
import type { Watchers } from "./watchers";

/** What is attached to a socket and survives hibernation. */
interface Attachment {
  socketId: string;
  grant: Grant;
  /** Tables that the socket watches. */
  watch?: string[];
}

/** The runtime keeps 16 KiB with a socket. */
const MAX_ATTACHMENT_CHARS = 15_000;

/** A socket as the shard knows it. */
export interface OpenSocket extends Attachment {
  link: SocketLink;
}

/** The shard's sockets: what they may do and what they watch stands with them, and outlives the object's memory. */
export class Sockets {
  readonly #known = new WeakMap<WebSocket, OpenSocket>();

  constructor(
    private readonly ctx: DurableObjectState,
    private readonly watchers: Watchers<SocketLink>,
    private readonly maxWatchedTables: number,
    /** Statements that each may have remembered under numbers. */
    readonly maxTexts: number,
    /** Called before replies leave over any of them. */
    private readonly beforeReplies: () => void,
  ) {}

  /** Those that outlived a hibernation are known again. */
  wake(): void {
    for (const socket of this.ctx.getWebSockets()) this.of(socket);
  }

  open(grant: Grant): Response {
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

  of(socket: WebSocket): OpenSocket {
    let open = this.#known.get(socket);
    if (open === undefined) {
      const attachment = socket.deserializeAttachment() as Attachment;
      const link = new SocketLink(
        socket,
        attachment.socketId,
        new KnownTexts(this.maxTexts),
        this.beforeReplies,
      );
      open = { ...attachment, link };
      this.#known.set(socket, open);
      this.watchers.watch(open.link, attachment.watch ?? []);
    }
    return open;
  }

  /** @throws EdgeError TOO_LARGE */
  watch(socket: WebSocket, tables: string[]): void {
    if (tables.length > this.maxWatchedTables) {
      throw new EdgeError("TOO_LARGE", `more than ${String(this.maxWatchedTables)} tables watched`);
    }
    const { link, socketId, grant } = this.of(socket);
    const attachment: Attachment = { socketId, grant, watch: tables };
    if (JSON.stringify(attachment).length > MAX_ATTACHMENT_CHARS) {
      throw new EdgeError("TOO_LARGE", "the names of the watched tables are too long together");
    }
    socket.serializeAttachment(attachment);
    this.watchers.watch(link, tables);
  }
}
