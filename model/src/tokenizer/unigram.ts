import type { Fallback } from './piece-tokenizer.js';

const UNKNOWN_PENALTY = 10; // below the worst piece, as SentencePiece has it

export interface UnigramSpec {
  scores: ReadonlyMap<string, { id: number; score: number }>; // of the pieces that text can become
  fallback: Fallback;
}

/** The most probable cut of a word into pieces (Viterbi), as T5 and XLM-R use it: a word to ids. */
export function unigram({ scores, fallback }: UnigramSpec) {
  let longest = 1;
  let worst = Infinity;
  for (const [piece, { score }] of scores) {
    longest = Math.max(longest, Array.from(piece).length);
    worst = Math.min(worst, score);
  }
  const unknownScore = worst - UNKNOWN_PENALTY;

  return (word: string): number[] => {
    const chars = Array.from(word);
    const best = new Float64Array(chars.length + 1).fill(-Infinity);
    const from = new Int32Array(chars.length + 1);
    const pieceAt = new Int32Array(chars.length + 1).fill(-1); // the piece that ends here; -1 is unknown
    best[0] = 0;
    for (let start = 0; start < chars.length; start++) {
      let text = '';
      let single = false;
      const offer = (end: number, score: number, id: number) => {
        if (best[start]! + score <= best[end]!) return;
        best[end] = best[start]! + score;
        from[end] = start;
        pieceAt[end] = id;
      };
      for (let end = start + 1; end <= Math.min(chars.length, start + longest); end++) {
        text += chars[end - 1]!;
        const piece = scores.get(text);
        if (!piece) continue;
        offer(end, piece.score, piece.id);
        if (end === start + 1) single = true;
      }
      if (!single) offer(start + 1, unknownScore, -1);
    }
    return readBack(chars, { from, pieceAt }, fallback);
  };
}

/** The pieces from first to last; neighbours that are unknown become one. */
function readBack(
  chars: readonly string[],
  { from, pieceAt }: { from: Int32Array; pieceAt: Int32Array },
  fallback: Fallback,
): number[] {
  const parts: number[][] = [];
  for (let end = chars.length; end > 0;) {
    if (pieceAt[end] !== -1) {
      parts.push([pieceAt[end]!]);
      end = from[end]!;
      continue;
    }
    let start = end;
    while (start > 0 && pieceAt[start] === -1) start = from[start]!;
    parts.push(fallback.idsOf(chars.slice(start, end).join('')));
    end = start;
  }
  return parts.reverse().flat();
}
