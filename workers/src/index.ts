import { consume } from "./cache/consumer";
import type { Env } from "./env";
import { answer } from "./gateway/gateway";
import { refreshCopy } from "./gateway/read";
import type { ChangeMessage } from "./wire/changes";

export { CacheObject } from "./cache/cache-object";
export { ControlObject } from "./control/control-object";
export { MirrorObject } from "./mirror/mirror-object";
export { TableShard } from "./shard/table-shard";

export default {
  fetch: (request: Request, env: Env, context: ExecutionContext): Promise<Response> =>
    answer(request, env, (work) => {
      context.waitUntil(work);
    }),
  queue: (batch: MessageBatch<ChangeMessage>, env: Env): Promise<void> => consume(batch, env, refreshCopy),
} satisfies ExportedHandler<Env, ChangeMessage>;
