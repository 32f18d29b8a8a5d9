import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import {
  type SettingName,
  type Settings,
  environmentName,
  installFolder,
  settingsSchema,
} from './settings.js';

export type SettingSource = 'default' | 'environment' | 'file';

export interface LoadedSettings {
  settings: Settings;
  sources: Record<SettingName, SettingSource>;
  file: string | null;
}

/** The configuration cannot be used; `problems` has one sentence for each thing that is wrong. */
export class SettingsError extends Error {
  constructor(readonly problems: string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((p) => `- ${p}`).join('\n')}`,
    );
  }
}

const names = Object.keys(settingsSchema.shape) as SettingName[];

/** Environment before file before default. @throws SettingsError with every problem at once. */
export function loadSettings(environment: NodeJS.ProcessEnv = process.env): LoadedSettings {
  const file = settingsFile(environment);
  const fromFile = file ? readSettingsFile(file) : {};
  const problems = unknownNames(fromFile, environment);
  const raw: Record<string, unknown> = {};
  const sources = {} as Record<SettingName, SettingSource>;
  for (const name of names) {
    const fromEnvironment = environmentValue(name, environment, problems);
    sources[name] = fromEnvironment !== undefined ? 'environment' : name in fromFile ? 'file' : 'default';
    raw[name] = fromEnvironment ?? fromFile[name];
  }
  const result = settingsSchema.safeParse(raw);
  for (const { path: at, message } of result.error?.issues ?? []) {
    const name = at[0] as SettingName;
    problems.push(`${at.join('.')} (${describeSource(name, sources[name], file)}): ${message}`);
  }
  if (result.success) problems.push(...contradictions(result.data));
  if (problems.length || !result.success) throw new SettingsError(problems);
  return { settings: absolute(result.data), sources, file };
}

function settingsFile(environment: NodeJS.ProcessEnv): string | null {
  const named = environment['DESKMATE_CONFIG'];
  if (named) return named;
  const standard = path.join(installFolder, 'deskmate.yaml');
  return fs.existsSync(standard) ? standard : null;
}

function readSettingsFile(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch {
    throw new SettingsError([
      `${file} cannot be read. Check the path in DESKMATE_CONFIG and its permissions.`,
    ]);
  }
  try {
    return (parse(text) ?? {}) as Record<string, unknown>;
  } catch (error) {
    throw new SettingsError([`${file} is not valid YAML: ${(error as Error).message}`]);
  }
}

function unknownNames(fromFile: Record<string, unknown>, environment: NodeJS.ProcessEnv): string[] {
  const internal = ['DESKMATE_CONFIG', 'DESKMATE_PROCESS', 'DESKMATE_FULL', 'DESKMATE_MODELS'];
  const known = new Set([...names.map(environmentName), ...internal]);
  const inFile = Object.keys(fromFile).filter((name) => !names.includes(name as SettingName));
  const inEnvironment = Object.keys(environment).filter(
    (name) => /^DESKMATE_/.test(name) && !known.has(name) && !/^DESKMATE_TEST_/.test(name),
  );
  return [...inFile, ...inEnvironment].map(
    (name) => `${name} is not a setting. Run \`deskmate config list\` for all of them.`,
  );
}

function environmentValue(name: SettingName, environment: NodeJS.ProcessEnv, problems: string[]): unknown {
  const value = environment[environmentName(name)];
  if (value === undefined || value === '') return undefined;
  if (name !== 'openAiServers' && name !== 'writeThresholds') return value;
  try {
    return JSON.parse(value);
  } catch {
    problems.push(`${environmentName(name)} must be JSON.`);
    return undefined;
  }
}

function describeSource(name: SettingName, source: SettingSource, file: string | null): string {
  if (source === 'environment') return `from ${environmentName(name)}`;
  return source === 'file' ? `from ${file}` : 'default';
}

/** Plain http beyond this machine is refused: passwords would travel readable. */
function contradictions(settings: Settings): string[] {
  const { host, publicUrl, tlsCert, tlsKey, trustedProxy } = settings;
  const problems: string[] = [];
  if (Boolean(tlsCert) !== Boolean(tlsKey))
    problems.push('tlsCert and tlsKey belong together: set both or neither.');
  for (const file of [tlsCert, tlsKey])
    if (file && !fs.existsSync(file)) problems.push(`${file} does not exist.`);
  if (isLoopback(host)) return problems;
  if (!publicUrl) problems.push(`host is ${host}: set publicUrl to the https address that people type.`);
  else if (!publicUrl.startsWith('https:'))
    problems.push('publicUrl must start with https: beyond this machine.');
  if (!tlsCert && !trustedProxy) {
    problems.push(
      'Beyond this machine either tlsCert and tlsKey or trustedProxy (a proxy that speaks https) must be set.',
    );
  }
  return problems;
}

export const isLoopback = (host: string): boolean => /^(127(\.\d{1,3}){3}|localhost|::1|\[::1\])$/.test(host);

function absolute(settings: Settings): Settings {
  return {
    ...settings,
    dataDir: path.resolve(settings.dataDir),
    modelsDir: path.resolve(settings.modelsDir),
  };
}
