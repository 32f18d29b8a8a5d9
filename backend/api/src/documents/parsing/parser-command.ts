import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Command {
  file: string;
  args: string[];
  cwd: string;
  /** What holds the process in, for the log and the health page. */
  isolation: { networkNamespace: boolean; diesWithParent: boolean; permissions: boolean };
}

/** How a parser process is started: in a network namespace and tied to us where the kernel allows, with little memory. */
export function parserCommand(maxHeapMb: number, entry = ENTRY): Command {
  const wrappers = supportedWrappers();
  const permissions = permissionFlags();
  const node = [
    process.execPath,
    `--max-old-space-size=${maxHeapMb}`,
    '--no-warnings',
    ...permissions,
    ...sourceFlags(),
    entry,
  ];
  const [file, ...args] = [...wrappers.flatMap((wrapper) => wrapper.prefix), ...node];
  const has = (name: string): boolean => wrappers.some((wrapper) => wrapper.name === name);
  return {
    file: file!,
    args,
    cwd: PACKAGE,
    isolation: {
      networkNamespace: has('namespace'),
      diesWithParent: has('tied'),
      permissions: permissions.length > 0,
    },
  };
}

const SELF = fileURLToPath(import.meta.url);
/** Folder of this workspace; compilers look for their settings there. */
const PACKAGE = nearestPackage(path.dirname(SELF));
const IS_SOURCE = SELF.endsWith('.ts');
const ENTRY = path.join(path.dirname(SELF), IS_SOURCE ? 'parser-main.ts' : 'parser-main.js');

function nearestPackage(folder: string): string {
  const above = path.dirname(folder);
  return above === folder || existsSync(path.join(folder, 'package.json')) ? folder : nearestPackage(above);
}

/** TypeScript is compiled while it loads, by a native module; built files need none of it. */
function sourceFlags(): string[] {
  return IS_SOURCE ? ['--conditions=development', '--import', '@swc-node/register/esm-register'] : [];
}

/** Node's own permission model: read our code and nothing else, write nothing, start nothing. */
function permissionFlags(): string[] {
  if (IS_SOURCE) return [];
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const flag =
    major > 23 || (major === 22 && minor >= 13) || (major === 23 && minor >= 5)
      ? '--permission'
      : '--experimental-permission';
  return [flag, '--no-addons', ...codeFolders().map((folder) => `--allow-fs-read=${folder}${path.sep}*`)];
}

function codeFolders(): string[] {
  const packages = createRequire(import.meta.url).resolve('pdfjs-dist/package.json');
  const modules = packages.slice(0, packages.lastIndexOf(`${path.sep}node_modules${path.sep}`));
  return [...new Set([PACKAGE, path.join(modules, 'node_modules')])];
}

interface Wrapper {
  name: 'namespace' | 'tied';
  prefix: string[];
}

const WRAPPERS: Wrapper[] = [
  { name: 'namespace', prefix: ['unshare', '-rn', '--'] },
  { name: 'namespace', prefix: ['unshare', '-n', '--'] },
  { name: 'tied', prefix: ['setpriv', '--pdeathsig', 'KILL', '--'] },
];

let supported: Wrapper[] | undefined;

/** Tried once: containers often forbid namespaces, and other systems lack the commands. */
function supportedWrappers(): Wrapper[] {
  if (supported) return supported;
  supported = [];
  for (const wrapper of WRAPPERS) {
    if (supported.some(({ name }) => name === wrapper.name)) continue;
    const prefix = [...supported.flatMap((one) => one.prefix), ...absolute(wrapper.prefix)];
    const works = spawnSync(prefix[0]!, [...prefix.slice(1), process.execPath, '--version'], {
      env: {},
      stdio: 'ignore',
      timeout: 10_000,
    });
    if (works.status === 0) supported.push({ name: wrapper.name, prefix: absolute(wrapper.prefix) });
  }
  return supported;
}

/** The process has no PATH to look commands up in. */
function absolute([command = '', ...rest]: string[]): string[] {
  return [`/usr/bin/${command}`, ...rest];
}
