import { notRead, ofMarkdown } from './extraction.js';
import type { ReaderCommand } from './line-reader.js';

/** Prints what markitdown makes of each path on standard input. */
const PROGRAM = `
import json, sys, time
from markitdown import MarkItDown
reader = MarkItDown()
for line in sys.stdin:
    started = time.time()
    try:
        result = {"text": reader.convert(line.rstrip("\\n")).markdown}
    except Exception as error:
        result = {"error": str(error)[:300]}
    print(json.dumps({**result, "seconds": time.time() - started}), flush=True)
`;

interface Line {
  seconds: number;
  text?: string;
  error?: string;
}

/** markitdown in the Python that MARKITDOWN_PYTHON names, else in python3. */
export const markitdownReader = (): ReaderCommand => ({
  name: 'markitdown',
  file: process.env['MARKITDOWN_PYTHON'] ?? 'python3',
  args: ['-c', PROGRAM],
  measured: (pid) => [pid],
  toExtraction: (line) => {
    const { text, error, seconds } = line as unknown as Line;
    if (text === undefined) return { ...notRead, seconds, failure: { code: 'failed', reason: error ?? '' } };
    return { ...ofMarkdown(text), seconds, meta: {} };
  },
});
