import fs from 'node:fs';
import path from 'node:path';
import type { Precision } from '../architectures/precision.js';
import type { LogitComparison } from '../evaluation/language-model.js';

/** The most that a graph may differ from the same weights in fp32, in nats a token. */
export const KL_CEILING = 0.01;
const MEASURED = 'measured.json'; // beside the graph that it is about

/** Keeps with a graph what was measured of it. */
export function keepMeasured(graph: string, againstFp32: LogitComparison): void {
  fs.writeFileSync(path.join(path.dirname(graph), MEASURED), JSON.stringify(againstFp32));
}

function measuredOf(graph: string): LogitComparison | undefined {
  const file = path.join(path.dirname(graph), MEASURED);
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as LogitComparison) : undefined;
}

interface Choice {
  wanted: 'auto' | Precision;
  preferred: Precision; // where nothing speaks against it
  unchecked: boolean;
}

/** The graph that was asked for, unless it was measured to be outside the ceiling; `auto` then takes the next better. */
export function chooseGraph(
  graphAt: (precision: Precision) => string,
  { wanted, preferred, unchecked }: Choice,
): { precision: Precision; graph: string } {
  if (wanted !== 'auto') {
    const graph = graphAt(wanted);
    const kl = measuredOf(graph)?.klMean ?? 0;
    if (unchecked || wanted === 'fp32' || kl <= KL_CEILING) return { precision: wanted, graph };
    throw new Error(
      `The precision ${wanted} of this model differs from fp32 by ${kl.toPrecision(2)} nats a token (measured); ` +
        `at most ${KL_CEILING} is allowed. Choose auto or fp32.`,
    );
  }
  for (const precision of new Set<Precision>([preferred, 'q8'])) {
    const graph = graphAt(precision);
    if (unchecked || (measuredOf(graph)?.klMean ?? 0) <= KL_CEILING) return { precision, graph };
  }
  return { precision: 'fp32', graph: graphAt('fp32') };
}
