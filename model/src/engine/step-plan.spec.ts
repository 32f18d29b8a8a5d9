import { admit, planRound, type PlanLimits, type Progress } from './step-plan.js';

const LIMITS: PlanLimits = { decodeBatch: 1, chunkTokens: 4, aloneChunkTokens: 16 };
const prefill = (id: number, prefillLeft: number): Progress => ({ id, prefillLeft });
const decode = (id: number): Progress => ({ id, prefillLeft: 0 });

describe('planRound', () => {
  it('gives every decode one token before any prefill', () => {
    expect(planRound([prefill(0, 9), decode(1), decode(2)], LIMITS)).toEqual([
      { kind: 'decode', ids: [1] },
      { kind: 'decode', ids: [2] },
      { kind: 'prefill', id: 0, tokens: 4 },
    ]);
  });

  it('takes the oldest prompt first, in long chunks where nobody waits for a token', () => {
    expect(planRound([prefill(3, 20), prefill(4, 2)], LIMITS)).toEqual([
      { kind: 'prefill', id: 3, tokens: 16 },
    ]);
    expect(planRound([prefill(3, 2)], LIMITS)).toEqual([{ kind: 'prefill', id: 3, tokens: 2 }]);
  });

  it('batches decodes up to the limit', () => {
    expect(planRound([decode(1), decode(2), decode(3)], { ...LIMITS, decodeBatch: 2 })).toEqual([
      { kind: 'decode', ids: [1, 2] },
      { kind: 'decode', ids: [3] },
    ]);
  });

  it('plans nothing for nobody', () => expect(planRound([], LIMITS)).toEqual([]));
});

describe('admit', () => {
  it('lets in what fits, in order of arrival', () => {
    expect(admit([10, 20, 30], { slots: 4, tokens: 30 })).toBe(2);
    expect(admit([10, 20, 30], { slots: 1, tokens: 100 })).toBe(1);
  });

  it('lets none overtake one that does not fit yet', () =>
    expect(admit([50, 1], { slots: 4, tokens: 30 })).toBe(0));
});
