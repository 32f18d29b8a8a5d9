import { Drafter, lookUp } from './prompt-lookup.js';

describe('lookUp', () => {
  it('finds where the last tokens stood before', () =>
    expect(lookUp([1, 2, 3, 4, 5, 6, 9, 1, 2, 3])).toEqual({ next: 3, matched: 3 }));

  it('prefers the longer match, then the later', () => {
    expect(lookUp([0, 1, 2, 3, 4, 7, 1, 2, 3, 8, 0, 1, 2, 3])).toEqual({ next: 4, matched: 4 });
    expect(lookUp([1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3])).toEqual({ next: 7, matched: 3 });
  });

  it('finds nothing where the last token is new', () => {
    expect(lookUp([1, 2, 1, 5]).matched).toBe(0);
    expect(lookUp([1]).matched).toBe(0);
  });
});

describe('Drafter', () => {
  const text = Array.from({ length: 40 }, (_, i) => 100 + i);

  it('guesses more the more tokens match', () => {
    const drafted = (matched: number) => new Drafter().propose([...text, 7, ...text.slice(0, matched)], 15);
    expect(drafted(1)).toEqual([101]);
    expect(drafted(3)).toEqual([103, 104, 105]);
    expect(drafted(8)).toHaveLength(12);
    expect(new Drafter().propose([...text, 7], 15)).toEqual([]);
  });

  it('guesses more while it is right, and starts again when it is not', () => {
    const drafter = new Drafter();
    const ids = [...text, 7, ...text.slice(0, 3)];
    const lengths = [true, true, true, false, true].map((right) => {
      const { length } = drafter.propose(ids, 15);
      drafter.learn(length, right ? length : length - 1);
      return length;
    });
    expect(lengths).toEqual([3, 6, 15, 15, 3]);
  });

  it('keeps within the room', () => {
    const ids = [...text, 7, ...text.slice(0, 8)];
    expect(new Drafter().propose(ids, 2)).toHaveLength(2);
    expect(new Drafter().propose(ids, 0)).toEqual([]);
  });
});
