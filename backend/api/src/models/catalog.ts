import fs from 'node:fs';
import { z } from 'zod';
import { ENCODER_PRECISIONS } from '@deskmate/model';

const hubSource = z.object({
  kind: z.literal('hub'),
  repository: z.string().describe('owner/name on the hub'),
  revision: z.string().default('main'),
  file: z.string(),
});

const packagePart = z.object({
  package: z.string(),
  version: z.string(),
  wheelBytes: z.number().int(),
  wheelSha256: z.string().length(64),
  path: z.string().describe('file inside the wheel'),
});

const packageSource = z.object({
  kind: z.literal('python-package'),
  parts: z.array(packagePart).min(1).describe('concatenated in order'),
});

const folderSource = z.object({
  kind: z.literal('local'),
  path: z.string().describe('a file, or a folder that holds one of the same name'),
});

const source = z.discriminatedUnion('kind', [folderSource, hubSource, packageSource]);

const weightFile = z.object({
  name: z.string(),
  bytes: z.number().int().positive().optional(),
  sha256: z.string().length(64).optional().describe("unset: the hub's own checksum decides"),
  sources: z.array(source).describe('tried in order'),
});

const catalogModel = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  name: z.string(),
  task: z.enum(['generate', 'embed']),
  architecture: z.string(),
  parameters: z.number().int().optional(),
  licence: z.string(),
  licenceUrl: z.string().optional(),
  contextTokens: z.number().int().positive(),
  dimensions: z.number().int().positive().optional(),
  precision: z.enum(ENCODER_PRECISIONS).optional().describe('of an embedder: fp32 unless said'),
  languages: z.array(z.string()).min(1).describe('`*` is any'),
  files: z.array(weightFile).min(1),
});

export type HubSource = z.infer<typeof hubSource>;
export type PackagePart = z.infer<typeof packagePart>;
export type PackageSource = z.infer<typeof packageSource>;
export type LocalSource = z.infer<typeof folderSource>;
export type WeightSource = z.infer<typeof source>;
export type WeightFile = z.infer<typeof weightFile>;
export type CatalogModel = z.infer<typeof catalogModel>;

export const parseCatalogModel = (json: unknown): CatalogModel => catalogModel.parse(json);

/** The models that this release knows where to get. */
export const bundledCatalog: readonly CatalogModel[] = z
  .object({ models: z.array(catalogModel) })
  .parse(JSON.parse(fs.readFileSync(new URL('./catalog.json', import.meta.url), 'utf8'))).models;

export const sizeOf = ({ files }: CatalogModel): number =>
  files.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
