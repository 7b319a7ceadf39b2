import type { Env } from "./env";
import { answer } from "./gateway/gateway";

export { ControlObject } from "./control/control-object";
export { TableShard } from "./shard/table-shard";

export default {
  fetch: (request: Request, env: Env): Promise<Response> => answer(request, env),
} satisfies ExportedHandler<Env>;
