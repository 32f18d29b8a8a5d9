import type { LoadedSettings, SettingSource } from './load-settings.js';
import type { SettingName, Settings } from './settings.js';

/** Which process this is: the same modules serve HTTP in one, work jobs in another, run one command in a third. */
export type ProcessRole = 'api' | 'worker' | 'command-line';

/** The validated settings, where each came from, and which process reads them, for injection. */
export class Configuration {
  readonly settings: Settings;
  readonly sources: Record<SettingName, SettingSource>;

  constructor(
    { settings, sources }: LoadedSettings,
    readonly role: ProcessRole,
  ) {
    this.settings = settings;
    this.sources = sources;
  }
}
