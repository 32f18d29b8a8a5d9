import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { pdfFile, pdfLines } from '../../../../../test/support/pdf-file.js';

jest.setTimeout(180_000); // processes start slowly from TypeScript on a busy machine

const API = fileURLToPath(new URL('../../../', import.meta.url));
/** Inside the package, where its dependencies are found, as in `dist`. */
const BUILT = path.join(API, 'node_modules', '.cache', `built-parser-${process.pid}`);

beforeAll(() => {
  mkdirSync(BUILT, { recursive: true });
  const swc = createRequire(import.meta.url).resolve('@swc/cli/bin/swc.js');
  const sources = ['block.ts', 'parsers', 'parsing'].map((name) => `src/documents/${name}`);
  const args = [swc, ...sources, '-d', BUILT, '--config-file', '../../.swcrc', '-q'];
  expect(spawnSync(process.execPath, args, { cwd: API, encoding: 'utf8' })).toMatchObject({ status: 0 });
});
afterAll(() => rmSync(BUILT, { recursive: true, force: true }));

/** Runs a script beside the built files with plain Node, as `npm start` does. */
function run(script: string): string {
  const main = path.join(BUILT, 'main.mjs');
  writeFileSync(main, script);
  const { stdout, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8', timeout: 60_000 });
  return stdout || stderr;
}

const PARSING = './src/documents/parsing';

describe('the built parser process', () => {
  it('reads a PDF under Node’s permissions', () => {
    const file = path.join(BUILT, 'a.pdf');
    writeFileSync(file, pdfFile([pdfLines(['Built and permitted'])]));
    const output = run(`
      import { ParserPool } from '${PARSING}/parser-pool.js';
      import { parserCommand } from '${PARSING}/parser-command.js';
      const pool = new ParserPool();
      for await (const block of pool.parseFile(${JSON.stringify(file)}, 'a.pdf')) console.log(block.text);
      console.log(parserCommand(100).isolation.permissions);
      pool.close();`);
    expect(output).toBe('Built and permitted\ntrue\n');
  });

  it('may neither read other files nor write any nor load native code', () => {
    const output = run(`
      import { spawnSync } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      import { parserCommand } from '${PARSING}/parser-command.js';
      const deeds = [
        "fs.readFileSync('/etc/passwd')",
        "fs.writeFileSync('/tmp/written-by-a-parser', 'x')",
        "process.dlopen({ exports: {} }, '/nothing.node')",
      ];
      const probe = ${JSON.stringify(path.join(BUILT, 'probe.mjs'))};
      for (const deed of deeds) {
        writeFileSync(probe, "import fs from 'node:fs'; try { " + deed + "; console.log('allowed') } catch (error) { console.log(error.code) }");
        const { file, args, cwd } = parserCommand(100, probe);
        console.log(String(spawnSync(file, args, { cwd, env: {} }).stdout).trim());
      }`);
    expect(output).toBe('ERR_ACCESS_DENIED\nERR_ACCESS_DENIED\nERR_DLOPEN_DISABLED\n');
  });
});
