/** A mirrored table as its shard has it. */
export interface MirrorTable {
  /** `<database>.<table>`. */
  name: string;
  /** Physical name in the shard. */
  table: string;
  /** Identity of its definition, and of the copy that is made from it: another one means a copy from the first row. */
  generation: number;
}

/** Rows of a mirrored table as they stand at a position of the change log. */
export interface MirrorRows {
  name: string;
  generation: number;
  /** Keys of the rows that changed, as the change log writes them. */
  keys: string[];
  /** Images of those that there are. */
  images: string[];
}

/** Place in a shard's change log. */
export interface MirrorPosition {
  /** Incarnation of the shard's data. */
  epoch: number;
  /** Entries up to this one are told. */
  seq: number;
}

/** The part of a message that is the mirror's; its rows are the message's `d1Ops`. */
export interface MirrorNotice {
  /** All tables that are mirrored. */
  tables: MirrorTable[];
  /** Whether `d1Ops` tell everything between `after` and `seq`. Otherwise the shard is to be asked. */
  isWhole: boolean;
  /** Grows with each change of what is mirrored. */
  structure: number;
}

/** A copy that is being made. */
export interface MirrorCopying {
  name: string;
  generation: number;
  /** Key of the last row that was copied; null before the first. */
  after: string | null;
}

/** What the mirror has, and so what it asks its shard for. */
export interface MirrorKnown extends MirrorPosition {
  /** By name. */
  generations: Record<string, number>;
  copying?: MirrorCopying | undefined;
}

/** How a table is made and written in D1. Its indexes, too; neither triggers nor foreign keys. */
export interface MirrorDefinition extends MirrorTable {
  /** Name of the table in D1. */
  target: string;
  create: string[];
  /** Statement with one parameter, a JSON array of images: puts the rows, in place of those with their keys. */
  put: string;
  /** Statement with one parameter, a JSON array of keys: takes the rows out. */
  remove: string;
}

/** Rows in the order of their keys, at the position of the answer that they come in. */
export interface MirrorPage extends MirrorCopying {
  images: string[];
  isLast: boolean;
}

/** What a shard answers to {@link MirrorKnown}: the next piece of its change log. */
export interface MirrorPull extends MirrorPosition {
  ver: number;
  structure: number;
  /** Nothing is left behind `seq`. */
  isCurrent: boolean;
  tables: MirrorTable[];
  /** Of the generations that the mirror does not know. */
  definitions: MirrorDefinition[];
  rows: MirrorRows[];
  /** Tables that cannot be mirrored, by name, and why. */
  failures: Record<string, string>;
  page?: MirrorPage | undefined;
}

/** A table's state in the mirror. `failed` stays until it is made anew. */
export type MirrorState = "copying" | "following" | "failed";

/** §11, one table. */
export interface MirrorStatus {
  name: string;
  /** Where its rows stand in D1: a view; null before the first copy is complete. */
  view: string | null;
  state: MirrorState | "waiting";
  /** Rows copied so far, while it is being copied. */
  copied: number;
  /** Changes of the shard that the mirror does not have yet. */
  rowsBehind: number;
  /** Age of the oldest of them in milliseconds. */
  lagMs: number;
  error: string | null;
}

/** Bytes of a text in UTF-8. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
