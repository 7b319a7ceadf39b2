import { EPOCH_HEADER, type CopyWanted } from "../wire/cached-read";
import { EdgeError, errorBody } from "../wire/codes";
import { errorReply } from "../wire/frame";
import type { Grant } from "../wire/grant";
import { MAX_FRAME_REQUESTS, idOf, requestOf, type ShardRequest } from "../wire/request";
import type { CopiedTables } from "./copied-tables";
import { newJob, type Inbox } from "./inbox";
import { HttpLink, type SocketLink } from "./link";
import type { OwnTables } from "./own-tables";

/** Lets requests in, by whichever way they come: all stand in the same line. */
export class Admission {
  constructor(
    private readonly inbox: Inbox,
    private readonly tables: OwnTables,
    private readonly copied: CopiedTables,
  ) {}

  /**
   * The requests of one frame.
   *
   * @throws EdgeError when one is malformed and its id cannot be read
   */
  admit(raw: unknown[], chars: number, link: SocketLink, grant: Grant): void {
    const share = Math.ceil(chars / raw.length);
    for (const one of raw) {
      try {
        link.known.resolve(one);
        if (raw.length > MAX_FRAME_REQUESTS) {
          throw new EdgeError("TOO_LARGE", `more than ${String(MAX_FRAME_REQUESTS)} requests in a frame`);
        }
        this.inbox.admit(newJob(requestOf(one), grant, link, share));
      } catch (failure) {
        const id = idOf(one);
        if (id === undefined) throw failure;
        link.reply(errorReply(id, errorBody(failure)));
        link.flush();
      }
    }
    this.inbox.admitted();
  }

  /** A request that comes by HTTP. */
  async run(text: string, grant: Grant): Promise<Response> {
    let request: ShardRequest;
    try {
      request = requestOf(parsed(text));
    } catch (failure) {
      return Response.json({ error: errorBody(failure) }, { status: 400 });
    }
    const reply = await this.reply(request, grant, text.length);
    return new Response(reply, { headers: { "content-type": "application/json" } });
  }

  /** Reads for the gateway, which keeps a copy: from here on the changes of its tables are logged. */
  async readForCopy(wanted: CopyWanted, grant: Grant): Promise<Response> {
    this.copied.keep(wanted.tables, wanted.untilMs, wanted.isPrewarmed);
    const { request } = wanted;
    const chars = request.steps.reduce((sum, { sql }) => sum + sql.length, 0);
    const reply = await this.reply(request, grant, chars);
    return new Response(reply, { headers: { [EPOCH_HEADER]: String(this.tables.epoch) } });
  }

  private reply(request: ShardRequest, grant: Grant, chars: number): Promise<string> {
    const link = new HttpLink();
    this.inbox.admit(newJob(request, grant, link, chars));
    this.inbox.admitted();
    return link.answered;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new EdgeError("BAD_REQUEST", "the body is not JSON");
  }
}
