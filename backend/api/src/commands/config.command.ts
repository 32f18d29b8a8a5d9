import type { Command } from 'commander';
import {
  type SettingName,
  SettingsError,
  environmentName,
  loadSettings,
  settingsSchema,
} from '../platform/index.js';

const SECRETS = /key|token|databaseUrl|openAiServers/i;

/** `deskmate config`: what is set, where it came from, what is wrong. */
export function addConfigCommands(program: Command): void {
  const config = program.command('config').description('settings of this installation');
  config
    .command('check')
    .description('prints every setting and where it came from, or everything that is wrong')
    .action(check);
  config.command('list').description('prints every setting with its meaning').action(list);
}

function check(): void {
  try {
    const { settings, sources, file } = loadSettings();
    console.log(file ? `Settings file: ${file}` : 'No deskmate.yaml: environment and defaults only.');
    for (const [name, value] of Object.entries(settings)) {
      const shown =
        value !== undefined && SECRETS.test(name) && sources[name as SettingName] !== 'default'
          ? '(set)'
          : JSON.stringify(value);
      console.log(`${name.padEnd(18)} ${shown ?? '(unset)'}  [${sources[name as SettingName]}]`);
    }
    console.log('The configuration is usable.');
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    process.exitCode = 78;
  }
}

function list(): void {
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    console.log(
      `${name.padEnd(18)} ${environmentName(name as SettingName).padEnd(30)} ${schema.description ?? ''}`,
    );
  }
}
