/**
 * pdf.js makes a `DOMMatrix` when it is loaded, for drawing. We only read text: with these in place it loads without
 * the native canvas package, which costs time and is code that no hostile file should reach.
 */
class Unused {
  constructor() {}
}

const scope = globalThis as unknown as Record<string, unknown>;
for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) scope[name] ??= Unused;
