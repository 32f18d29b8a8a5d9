import type { Command } from 'commander';
import { PeopleService, AuditLog } from '../access/index.js';
import { withApp } from './with-installation.js';

/** `deskmate people` and `deskmate audit`: for whoever has the machine itself. */
export function addPeopleCommands(program: Command): void {
  program
    .command('people')
    .description('accounts of this installation')
    .command('reset-owner')
    .argument('<login>', "the owner's login")
    .description('prints a one-time link with which an owner sets a new password')
    .action(resetOwner);
  program
    .command('audit')
    .description('the audit log')
    .command('verify')
    .description('checks the chain of hashes over the whole audit log')
    .action(verifyAudit);
}

async function resetOwner(login: string): Promise<void> {
  await withApp(async (app, { loaded }) => {
    const token = await app.get(PeopleService).resetOwner(login);
    const { publicUrl, host, port } = loaded.settings;
    const base = publicUrl ?? `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`;
    console.log(`Open this once to set a new password:\n  ${base}/link/${token}`);
  });
}

async function verifyAudit(): Promise<void> {
  await withApp(async (app) => {
    const { valid, events, firstBroken } = await app.get(AuditLog).verify();
    if (valid) console.log(`The audit log is whole: ${events} events.`);
    else {
      console.error(`The audit log was changed: event ${firstBroken} does not fit the one before it.`);
      process.exitCode = 1;
    }
  });
}
