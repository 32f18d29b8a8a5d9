import type { Command } from 'commander';
import path from 'node:path';
import { BackupError, backUp, restore } from '../platform/index.js';
import { version } from '../version.js';
import { withInstallation } from './with-installation.js';

/** `deskmate backup FOLDER` and `deskmate restore FOLDER`. */
export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .argument('<folder>', 'an empty or new folder')
    .description('writes everything (database, originals, keys) into a folder; the product may run')
    .action(runBackup);
  program
    .command('restore')
    .argument('<folder>', 'a backup made by this version')
    .description('puts a backup into an empty installation; the product must not run')
    .action(runRestore);
}

async function runBackup(folder: string): Promise<void> {
  await withInstallation(async ({ loaded, installation }) => {
    const target = path.resolve(folder);
    const parts = { database: installation.database, dataDir: loaded.settings.dataDir, version };
    const manifest = await backUp(parts, target, showProgress);
    const rows = Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0);
    console.log(
      `\nBacked up ${rows} rows and ${manifest.files} files into ${target}. It holds keys and texts: keep it safe.`,
    );
  });
}

async function runRestore(folder: string): Promise<void> {
  await withInstallation(async ({ loaded, installation, running }) => {
    if (running) throw new BackupError('The product runs on this data folder. Stop it, then restore.');
    const parts = { database: installation.database, dataDir: loaded.settings.dataDir };
    const manifest = await restore(parts, path.resolve(folder), showProgress);
    console.log(`\nRestored the backup of ${manifest.createdAt}. Start Deskmate as usual.`);
  });
}

function showProgress(step: string, done: number, total: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${step.padEnd(30)} ${done + 1} of ${total}   `);
}
