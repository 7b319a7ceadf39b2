import { settingsOf, type Env, type Settings } from "../env";
import type { CachedRead } from "../wire/cached-read";
import type { ChangeMessage } from "../wire/changes";
import { copyOf, copyPrefix, type ShardScope } from "../wire/copies";
import { objectName } from "../wire/grant";

/** Reads a copy anew. */
export type Refresh = (env: Env, settings: Settings, scope: ShardScope, read: CachedRead) => Promise<void>;

/** Queues whose name ends so hold dead letters. */
const DEAD_LETTERS = "dead-letters";

/** Handles a batch of the queue: of changes, or of what could not be done. */
export async function consume(batch: MessageBatch<ChangeMessage>, env: Env, refresh: Refresh): Promise<void> {
  const settings = settingsOf(env);
  const isDead = batch.queue.endsWith(DEAD_LETTERS);
  await Promise.all([
    followCopies(batch, env, settings, isDead, refresh),
    ...[...byShard(batch.messages.filter(({ body }) => body.mirror !== undefined)).values()].map((messages) =>
      followMirror(env, settings, messages, isDead),
    ),
  ]);
}

function byShard(messages: readonly Message<ChangeMessage>[]): Map<string, Message<ChangeMessage>[]> {
  const shards = new Map<string, Message<ChangeMessage>[]>();
  for (const message of messages) {
    const name = objectName(message.body, message.body.shard);
    shards.set(name, [...(shards.get(name) ?? []), message]);
  }
  return shards;
}

/** Gives the mirror what it was told. The shard tells again what is not done in time, so nothing needs to be parked. */
async function followMirror(
  env: Env,
  settings: Settings,
  messages: Message<ChangeMessage>[],
  isDead: boolean,
): Promise<void> {
  const [first] = messages;
  if (first === undefined) return;
  const { tenant, project, shard } = first.body;
  const scope = { tenant, project, shard };
  const mirror = env.MIRRORS.get(env.MIRRORS.idFromName(objectName(scope, shard)));
  const failure = await failureOf(
    mirror.follow(
      scope,
      messages.map(({ body }) => body),
    ),
  );
  for (const message of messages) {
    if (failure === undefined || isDead) message.ack();
    else retryLater(settings, message, failure);
  }
}

async function followCopies(
  batch: MessageBatch<ChangeMessage>,
  env: Env,
  settings: Settings,
  isDead: boolean,
  refresh: Refresh,
): Promise<void> {
  const shards = byShard(batch.messages.filter(({ body }) => body.mirror === undefined));
  for (const messages of shards.values()) {
    const failure = await failureOf(follow(env, settings, messages, refresh));
    if (failure === undefined) {
      for (const message of messages) message.ack();
      continue;
    }
    // One of them may be to blame: each has its own try.
    for (const message of messages) {
      const own =
        messages.length === 1 ? failure : await failureOf(follow(env, settings, [message], refresh));
      if (own === undefined) message.ack();
      else if (isDead) await park(env, settings, message, own);
      else retryLater(settings, message, own);
    }
  }
}

async function failureOf(work: Promise<void>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure);
  }
}

function retryLater(settings: Settings, message: Message<ChangeMessage>, failure: string): void {
  console.warn(`a message could not be handled: ${failure}`);
  const pause = Math.min(settings.EDGESQL_MAX_RETRY_SECONDS, 2 ** (message.attempts - 1));
  message.retry({ delaySeconds: Math.ceil(pause) });
}

/** Raises the floors, tells the shard, then reads anew what is to be kept warm. */
async function follow(
  env: Env,
  settings: Settings,
  messages: Message<ChangeMessage>[],
  refresh: Refresh,
): Promise<void> {
  const bodies = messages.map(({ body }) => body);
  const [first] = bodies;
  if (first === undefined) return;
  const scope = { tenant: first.tenant, project: first.project, shard: first.shard };
  const name = objectName(scope, scope.shard);
  await env.FLOORS.get(env.FLOORS.idFromName(name)).raise(scope, bodies);
  const shard = env.SHARD.get(env.SHARD.idFromName(name));
  for (const { after, seq, ver } of bodies) await shard.copiesFollowed(after, seq, ver);
  const prefixes = new Set(bodies.flatMap(({ prewarms }) => prewarms));
  await prewarm(env, settings, scope, prefixes, refresh);
}

/** Best effort: what is not read anew here is read by the next reader. */
async function prewarm(
  env: Env,
  settings: Settings,
  scope: ShardScope,
  prefixes: ReadonlySet<string>,
  refresh: Refresh,
): Promise<void> {
  let left = settings.EDGESQL_MAX_PREWARMS;
  for (const prefix of prefixes) {
    if (left <= 0) return;
    const { keys } = await env.CACHE.list({ prefix: copyPrefix(scope, prefix), limit: left });
    for (const { name } of keys) {
      const text = await env.CACHE.get(name, "text");
      const body = text === null ? undefined : copyOf(text).head.prewarm;
      if (body === undefined) continue;
      left--;
      await refresh(env, settings, scope, JSON.parse(body) as CachedRead).catch((failure: unknown) => {
        console.warn(`a copy was not read anew: ${String(failure)}`);
      });
    }
  }
}

/** Stores what could not be done where it can be read and replayed, and lets the shard go on. */
async function park(
  env: Env,
  settings: Settings,
  message: Message<ChangeMessage>,
  failure: string,
): Promise<void> {
  const { id, body, attempts } = message;
  const control = env.CONTROL.get(env.CONTROL.idFromName(objectName(body, "control")));
  const shard = env.SHARD.get(env.SHARD.idFromName(objectName(body, body.shard)));
  const parked = async (): Promise<void> => {
    await control.parkLetter({ key: id, attempts, error: failure, message: JSON.stringify(body) });
    await shard.copiesFollowed(body.after, body.seq, body.ver);
  };
  const own = await failureOf(parked());
  if (own === undefined) message.ack();
  else retryLater(settings, message, own);
}
