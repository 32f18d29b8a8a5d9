import pg from 'pg';
import { openEmbeddedDatabase } from '../../backend/api/src/platform/index.js';

/** Child of the durability spec: inserts rows one by one and tells each after its commit, until it is killed. */
const embedded = await openEmbeddedDatabase(process.argv[2]!);
const client = new pg.Client({
  stream: () => embedded.stream() as never,
  user: 'postgres',
  database: 'postgres',
});
await client.connect();
await client.query('create table if not exists written (n int primary key)');
const { rows } = await client.query<{ last: number }>('select coalesce(max(n), 0)::int as last from written');
for (let n = rows[0]!.last + 1; ; n++) {
  await client.query('insert into written values ($1)', [n]);
  process.send!(n);
}
