import { TurnTaker } from './turn-taker.js';

const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('TurnTaker', () => {
  it('runs one step at a time, the job with the least left first', async () => {
    const turns = new TurnTaker();
    const order: string[] = [];
    let running = 0;
    const step = (name: string) => async () => {
      expect(++running).toBe(1);
      await tick();
      order.push(name);
      running--;
    };
    const job = (name: string, remaining: number) => turns.take(() => remaining, step(name));
    await Promise.all([job('first', 500), job('bulk', 400), job('query', 1), job('small', 20)]);
    expect(order).toEqual(['first', 'query', 'small', 'bulk']);
  });

  it('goes on after a step that failed', async () => {
    const turns = new TurnTaker();
    const failing = turns.take(
      () => 1,
      () => Promise.reject(new Error('no')),
    );
    const next = turns.take(
      () => 1,
      () => Promise.resolve('done'),
    );
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('done');
  });
});
