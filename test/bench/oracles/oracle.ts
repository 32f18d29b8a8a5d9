import fs from 'node:fs';
import path from 'node:path';
import type { Extraction } from '../extraction/extraction.js';

/** What a set says about its files. Found from the files that are there, never from their set's name. */
export interface Oracle {
  /** Files of the set that belong to the oracle and are no documents. */
  references: string[];
  /** Whether this file holds text; undefined where the oracle says nothing of it. */
  holdsText(file: string): boolean | undefined;
  /** Refusals as an unsupported format are judged too; otherwise they are left out. */
  judgesRefusals?: boolean;
  /** Adds a file to the figures. */
  judge(read: Extraction): void;
  figures(): Record<string, number>;
  /** Share of this file that was right, where it can be said: for the list of the worst. */
  shareOf?(file: string): number | undefined;
}

export type FindOracle = (set: SetFiles) => Oracle | null;

/** The files of a set, by their paths in it. */
export class SetFiles {
  readonly files: string[];
  private readonly known: Set<string>;

  constructor(readonly folder: string) {
    this.files = fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
      )
      .sort();
    this.known = new Set(this.files);
  }

  has(file: string): boolean {
    return this.known.has(file);
  }

  path(file: string): string {
    return path.join(this.folder, file);
  }

  text(file: string): string {
    return fs.readFileSync(this.path(file), 'utf8');
  }

  jsonLines<T>(file: string): T[] {
    return this.text(file)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as T);
  }
}

export const stemOf = (file: string): string => file.replace(/\.[^./]*$/, '');
export const endingOf = (file: string): string => /\.([^./]*)$/.exec(file)?.[1]?.toLowerCase() ?? '';
