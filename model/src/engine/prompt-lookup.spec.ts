import { DraftLength, lookUpDraft } from './prompt-lookup.js';

describe('lookUpDraft', () => {
  it('goes on as the text did after its last tokens', () =>
    expect(lookUpDraft([1, 2, 3, 4, 5, 6, 9, 1, 2, 3], 3)).toEqual([4, 5, 6]));

  it('needs three tokens to match', () => expect(lookUpDraft([1, 2, 3, 9, 2, 8, 1, 2], 3)).toEqual([]));

  it('prefers the longer match, then the later', () => {
    expect(lookUpDraft([0, 1, 2, 3, 4, 7, 1, 2, 3, 8, 0, 1, 2, 3], 1)).toEqual([4]);
    expect(lookUpDraft([1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3], 1)).toEqual([5]);
  });

  it('follows a repetition into itself', () =>
    expect(lookUpDraft([1, 2, 1, 2, 1, 2, 1, 2], 4).slice(0, 2)).toEqual([1, 2]));

  it('guesses nothing where nothing is asked or known', () => {
    expect(lookUpDraft([1, 2, 3, 1, 2, 3], 0)).toEqual([]);
    expect(lookUpDraft([1, 2], 4)).toEqual([]);
  });
});

describe('DraftLength', () => {
  it('grows while guesses are right and shrinks to what was', () => {
    const drafts = new DraftLength();
    const lengths = [drafts.next];
    for (const right of [4, 8, 15, 3]) {
      drafts.learn(drafts.next, right);
      lengths.push(drafts.next);
    }
    expect(lengths).toEqual([4, 8, 15, 15, 4]);
  });

  it('pauses ever longer while guesses are wrong', () => {
    const drafts = new DraftLength();
    const pauses: number[] = [];
    for (let miss = 0; miss < 4; miss++) {
      drafts.learn(drafts.next, 0);
      let pause = 0;
      for (; drafts.next === 0; pause++) drafts.learn(0, 0);
      pauses.push(pause);
    }
    expect(pauses).toEqual([1, 2, 4, 8]);
  });
});
