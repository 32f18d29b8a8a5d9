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

  it('takes the parts of a job as many at once as it may', async () => {
    const turns = new TurnTaker(2);
    let running = 0;
    let most = 0;
    const done: number[] = [];
    const step = async (part: number) => {
      most = Math.max(most, ++running);
      await tick();
      done.push(part);
      running--;
    };
    await turns.takeEach([1, 2, 3, 4, 5], () => 1, step);
    expect(most).toBe(2);
    expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it('does not begin the rest of a job of which a part failed, and ends after what had begun', async () => {
    const turns = new TurnTaker(2);
    const begun: number[] = [];
    let slowEnded = false;
    const step = async (part: number) => {
      begun.push(part);
      if (part === 1) throw new Error('no');
      await tick();
      slowEnded = true;
    };
    await expect(turns.takeEach([1, 2, 3, 4], () => 1, step)).rejects.toThrow('no');
    expect(begun).toEqual([1, 2]);
    expect(slowEnded).toBe(true);
  });
});
