import type { Database } from '../database/database.js';

/** Tables of the schema that hold the product's state, parents before children. The job queue rebuilds itself. */
export async function listTables(database: Database): Promise<string[]> {
  const rows = await database.query<{ name: string; parent: string | null }>(
    `select c.relname as name, p.relname as parent
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid and not k.condeferrable
     left join pg_class p on p.oid = k.confrelid
     where c.relkind = 'r' and c.relname <> 'schema_migration'
     order by c.relname`,
  );
  return parentsFirst(rows);
}

/** Topological order; deferrable constraints may point forward. @throws Error on a cycle of immediate ones. */
export function parentsFirst(edges: { name: string; parent: string | null }[]): string[] {
  const parents = new Map<string, Set<string>>();
  for (const { name, parent } of edges) {
    const known = parents.get(name) ?? new Set();
    parents.set(name, parent ? known.add(parent) : known);
  }
  const ordered: string[] = [];
  while (ordered.length < parents.size) {
    const next = [...parents.keys()].filter(
      (name) =>
        !ordered.includes(name) && [...parents.get(name)!].every((parent) => ordered.includes(parent)),
    );
    if (!next.length) throw new Error('the tables refer to each other in a circle');
    ordered.push(...next);
  }
  return ordered;
}

/** Every row of a table as JSON text, page by page in the order of its physical place; call inside a transaction. */
export async function* readRows(database: Database, table: string, pageSize = 500): AsyncGenerator<string[]> {
  const cursor = `backup_${table}`;
  await database.query(
    `declare ${cursor} no scroll cursor for select to_jsonb(t)::text as row from ${table} t`,
  );
  for (;;) {
    const rows = await database.query<{ row: string }>(`fetch ${pageSize} from ${cursor}`);
    if (!rows.length) break;
    yield rows.map(({ row }) => row);
  }
  await database.query(`close ${cursor}`);
}

/** Puts rows back as they were, generated identities included. */
export async function writeRows(database: Database, table: string, rows: string[]): Promise<void> {
  await database.query(
    `insert into ${table} overriding system value
     select (jsonb_populate_record(null::${table}, value)).* from jsonb_array_elements($1::jsonb)`,
    [`[${rows.join(',')}]`],
  );
}

/** Sequences of identity columns go on after the highest value. */
export async function resetIdentities(database: Database): Promise<void> {
  const columns = await database.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = 'public' and is_identity = 'YES'`,
  );
  for (const { table, column } of columns) {
    await database.query(
      `select setval(pg_get_serial_sequence($1, $2), coalesce((select max(${column}) from ${table}), 0) + 1, false)`,
      [table, column],
    );
  }
}
