import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { jest } from '@jest/globals';
import { sheetRow, xlsxFile } from '../../../../../test/support/office-files.js';
import { PeakMemory } from '../../../../../test/support/process-memory.js';
import { ParserPool } from './parser-pool.js';

jest.setTimeout(300_000); // processes start slowly from TypeScript on a busy machine

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'workbook-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const workbook = (rows: number): Uint8Array => {
  const lines = Array.from({ length: rows }, (_, i) =>
    sheetRow(i + 1, [
      `Part ${(i * 7919) % 99_991}`,
      `Hall ${i % 13}`,
      i * 3.25,
      (i * 31) % 1009,
      `Week ${i % 52}`,
    ]),
  );
  return xlsxFile([{ name: 'Stock', rows: lines.join('') }]);
};

/** Peak of the process that reads a workbook of so many rows; a process of its own, so that no earlier one shows. */
async function peakOf(rows: number): Promise<number> {
  const file = path.join(folder, `${rows}.xlsx`);
  writeFileSync(file, workbook(rows));
  const pool = new ParserPool({ maxProcesses: 1 });
  const memory = new PeakMemory(() => pool.pids(), 50);
  let blocks = 0;
  for await (const _ of pool.parseFile(file, 'stock.xlsx')) blocks++;
  memory.look();
  const peakMb = memory.stop();
  pool.close();
  expect(blocks).toBe(rows + 1);
  return peakMb;
}

it('reads a workbook row by row: four times the rows take no more memory', async () => {
  const [small, large] = [await peakOf(10_000), await peakOf(40_000)]; // 12 MB of XML more; 50 MB and more as objects
  if (small === 0) return; // a system that tells no memory: the limit is held by the heap alone
  expect(large - small).toBeLessThan(30);
});
