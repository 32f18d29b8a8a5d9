/** A pair of neighbouring symbols that may merge. */
export interface Merge {
  rank: number;
  left: number; // index of the left symbol
  right: number;
  length: number; // of the merged text, to notice that one side changed since
}

/** Lowest rank first, leftmost among equals: the order in which byte-pair merges apply. */
export class MergeQueue {
  private readonly heap: Merge[] = [];

  push(merge: Merge): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(merge);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(merge, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = merge;
  }

  pop(): Merge | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    this.sink(last);
    return top;
  }

  private sink(merge: Merge): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, merge)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = merge;
  }
}

const before = (a: Merge, b: Merge): boolean => a.rank < b.rank || (a.rank === b.rank && a.left < b.left);
