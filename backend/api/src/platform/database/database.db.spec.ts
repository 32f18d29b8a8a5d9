import { type TestDatabase, openTestDatabase } from '../../../../../test/support/test-database.js';
import { JobQueue, newId } from '../index.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

const addPerson = (login: string): Promise<unknown> =>
  test.database.query(`insert into person (id, name, login) values ($1, $2, $2)`, [newId(), login]);

const countPeople = async (): Promise<number> => {
  const [row] = await test.database.query<{ n: number }>('select count(*)::int as n from person');
  return row!.n;
};

it('rolls back every statement of a failed transaction, also in flows that run beside it', async () => {
  const before = await countPeople();
  const work = Array.from({ length: 20 }, (_, i) =>
    test.database
      .transaction(async () => {
        await addPerson(`parallel-${i}`);
        if (i % 2) throw new Error('stop');
      })
      .catch(() => undefined),
  );
  await Promise.all(work);
  expect((await countPeople()) - before).toBe(10);
});

it('returns the rows of UPDATE … RETURNING', async () => {
  await addPerson('returned');
  const rows = await test.database.query(
    `update person set name = 'new' where login = 'returned' returning name`,
  );
  expect(rows).toEqual([{ name: 'new' }]);
});

it('enqueues a job in the transaction that needs it, and works it', async () => {
  const queue = new JobQueue(test.database);
  await queue.start();
  await queue.declare('test.echo');
  const done: unknown[] = [];
  const finished = new Promise<void>((resolve) => {
    void queue.work('test.echo', async (payload) => {
      done.push(payload);
      resolve();
    });
  });
  await expect(
    test.database.transaction(async () => {
      await queue.enqueue('test.echo', { n: 1 });
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  await test.database.transaction(() => queue.enqueue('test.echo', { n: 2 }));
  await finished;
  expect(done).toEqual([{ n: 2 }]);
  await queue.stop();
});
