#!/usr/bin/env node
import 'reflect-metadata';
import { Command } from 'commander';
import { addBackupCommands } from './commands/backup.command.js';
import { addConfigCommands } from './commands/config.command.js';
import { addEvalCommands } from './commands/eval.command.js';
import { addModelsCommands } from './commands/models.command.js';
import { addPeopleCommands } from './commands/people.command.js';
import { BackupError, Problem, SettingsError, logger } from './platform/index.js';
import { version } from './version.js';

logger.level = process.env['DESKMATE_LOG_LEVEL'] ?? 'error';

const program = new Command('deskmate').description('Commands of a Deskmate installation').version(version);
addConfigCommands(program);
addModelsCommands(program);
addPeopleCommands(program);
addBackupCommands(program);
addEvalCommands(program);

program.parseAsync().then(
  () => process.exit(),
  (error: unknown) => {
    if (error instanceof Problem) console.error(error.detail);
    else if (error instanceof BackupError || error instanceof SettingsError) console.error(error.message);
    else console.error(error);
    process.exit(1);
  },
);
