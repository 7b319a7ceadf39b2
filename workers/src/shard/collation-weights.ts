import weights from "../../../dialect/src/main/resources/io/edgesql/dialect/types/weights.txt";

const NAME = "_edge_weights";
const CREATE = `CREATE TABLE IF NOT EXISTS ${NAME} (level TEXT, first INTEGER, shift INTEGER, step INTEGER, base INTEGER, prefix TEXT, PRIMARY KEY (level, first)) WITHOUT ROWID`;
const INSERT = `INSERT INTO ${NAME} SELECT ?, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?)`;
const READ_META = "SELECT value FROM _edge_meta WHERE key = 'weights'";
const SET_META = "INSERT OR REPLACE INTO _edge_meta VALUES ('weights', ?)";

/** Tells one edition of the weights from another. */
const EDITION = String(weights.length);

type Run = [first: number, shift: number, step: number, base: number, prefix: string];

/**
 * The weights of MySQL's collations as a table, for the SQL that makes sort keys of texts (decision 6). It is filled
 * when the first statement names it: most shards of plain text never need it.
 */
export class CollationWeights {
  #isReady = false;

  constructor(private readonly storage: DurableObjectStorage) {}

  /** Must be called outside of a transaction that may be undone. */
  prepareFor(steps: readonly { sql: string }[]): void {
    if (!this.#isReady && steps.some((step) => step.sql.includes(NAME))) {
      const [row] = [...this.storage.sql.exec(READ_META).raw()];
      if (row?.[0] !== EDITION) {
        this.storage.transactionSync(() => {
          this.fill();
        });
      }
      this.#isReady = true;
    }
  }

  private fill(): void {
    const { sql } = this.storage;
    sql.exec(CREATE);
    sql.exec(`DELETE FROM ${NAME}`);
    for (const [level, runs] of levels(weights)) {
      sql.exec(INSERT, level, JSON.stringify(runs));
    }
    sql.exec(SET_META, EDITION);
  }
}

/** The sets of the file, as its head describes them; code points without weight get runs of their own. */
function levels(text: string): Map<string, Run[]> {
  const all = new Map<string, Run[]>();
  let runs: Run[] = [];
  let end = 0;
  for (const line of text.split("\n")) {
    if (line.startsWith("@")) {
      runs = [];
      end = 0;
      all.set(line.slice(1), runs);
    } else if (line !== "" && !line.startsWith("#")) {
      const [first = 0, count = 0, shift = 0, step = 0, base = 0] = line
        .split(" ", 5)
        .map((digits) => Number.parseInt(digits, 16));
      if (first > end) runs.push([end, 0, 0, 0, ""]);
      runs.push([first, shift, step, base, unescaped(line.split(" ")[5] ?? "")]);
      end = first + count;
    }
  }
  return all;
}

function unescaped(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
