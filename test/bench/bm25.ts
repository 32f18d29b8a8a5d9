/** Plain BM25 as everybody would write it, the peer of `retrieve`: words, Chinese in pairs, k1 1.2, b 0.75, no stemming. */
export class PlainBm25 {
  private readonly postings = new Map<string, Map<number, number>>();
  private readonly lengths: number[] = [];
  private readonly meanLength: number;

  constructor(
    private readonly ids: readonly string[],
    texts: readonly string[],
  ) {
    for (const [i, text] of texts.entries()) {
      const words = tokens(text);
      this.lengths.push(words.length);
      for (const word of words) {
        const places = this.postings.get(word) ?? new Map<number, number>();
        this.postings.set(word, places.set(i, (places.get(i) ?? 0) + 1));
      }
    }
    this.meanLength = this.lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, texts.length);
  }

  /** Ids by score, best first, those that `isAllowed` says. */
  rank(query: string, limit: number, isAllowed: (id: string) => boolean = () => true): string[] {
    const scores = new Map<number, number>();
    for (const word of tokens(query)) {
      const places = this.postings.get(word);
      if (!places) continue;
      const idf = Math.log(1 + (this.ids.length - places.size + 0.5) / (places.size + 0.5));
      for (const [i, count] of places) {
        const norm = 0.25 + (0.75 * this.lengths[i]!) / this.meanLength;
        scores.set(i, (scores.get(i) ?? 0) + (idf * count * 2.2) / (count + 1.2 * norm));
      }
    }
    return [...scores]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .map(([i]) => this.ids[i]!)
      .filter(isAllowed)
      .slice(0, limit);
  }
}

const WORD = new RegExp(String.raw`\p{Script=Han}+|[[\p{L}\p{N}_]--\p{Script=Han}]+`, 'gv');

function tokens(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.toLowerCase().matchAll(WORD)) {
    const characters = [...word];
    if (!/^\p{Script=Han}/u.test(word) || characters.length === 1) words.push(word);
    else for (let i = 0; i + 1 < characters.length; i++) words.push(characters[i]! + characters[i + 1]!);
  }
  return words;
}
