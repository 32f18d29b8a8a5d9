import { Problem } from '../../platform/index.js';
import { Slots } from './slots.js';

const full = (): Problem => new Problem(429, 'model-busy', 'Full.');

describe('slots', () => {
  it('refuse when the line is full', async () => {
    const slots = new Slots(1, 1, full);
    const leave = await slots.take();
    const second = slots.take();
    await expect(slots.take()).rejects.toMatchObject({ code: 'model-busy' });
    leave();
    await expect(second).resolves.toBeInstanceOf(Function);
  });

  it('serve the line in order, and pass over who left it', async () => {
    const slots = new Slots(1, 5, full);
    const leave = await slots.take();
    const served: string[] = [];
    const stop = new AbortController();
    const wait = (name: string, signal?: AbortSignal): Promise<void> =>
      slots.take(signal).then((done) => {
        served.push(name);
        done();
      });
    const waiting = [wait('one'), wait('two', stop.signal), wait('three')];
    stop.abort(new Error('gone'));
    await expect(waiting[1]).rejects.toThrow('gone');
    leave();
    await Promise.all([waiting[0], waiting[2]]);
    expect(served).toEqual(['one', 'three']);
    await expect(slots.take()).resolves.toBeInstanceOf(Function);
  });

  it('are not given back twice', async () => {
    const slots = new Slots(1, 0, full);
    const leave = await slots.take();
    leave();
    leave();
    await slots.take();
    await expect(slots.take()).rejects.toMatchObject({ code: 'model-busy' });
  });
});
