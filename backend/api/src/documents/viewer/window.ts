/** A document of this many blocks is shown whole. */
const SHOWN_WHOLE = 800;
const SHOWN_PART = 400;
/** Share of a part that stands before the cited place. */
const BEFORE = 0.35;

export interface BlockWindow {
  /** Ordinal of the first block shown. */
  at: number;
  count: number;
  /** Where the parts before and after begin. */
  earlier: number | null;
  later: number | null;
}

/** Which blocks of a version are shown: all of a small one, else a part around the cited place or from `at` on. */
export function windowOf(
  total: number,
  { at, from }: { at?: number | undefined; from?: number | undefined },
): BlockWindow {
  if (total <= SHOWN_WHOLE) return { at: 0, count: SHOWN_WHOLE, earlier: null, later: null };
  const wanted = at ?? Math.floor((from ?? 0) - SHOWN_PART * BEFORE);
  const first = Math.max(0, Math.min(wanted, total - SHOWN_PART));
  const next = first + SHOWN_PART;
  return {
    at: first,
    count: SHOWN_PART,
    earlier: first > 0 ? Math.max(0, first - SHOWN_PART) : null,
    later: next < total ? next : null,
  };
}
