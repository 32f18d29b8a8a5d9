import fs from 'node:fs';
import path from 'node:path';
import { root } from './build-if-stale.mjs';

/** `node infra/run/notice.mjs`: writes NOTICE from the lock file: every package that the product ships, with its licence. */
const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
const shipped = Object.entries(lock.packages)
  .filter(([place, one]) => place.includes('node_modules/') && !one.dev && !one.link && !one.devOptional)
  .map(([place, { version }]) => ({
    name: place.split('node_modules/').at(-1),
    version,
    licence: licenceOf(place),
  }))
  .filter(({ licence }) => licence !== null)
  .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

const unique = [...new Map(shipped.map((one) => [`${one.name}@${one.version}`, one])).values()];
const weights = `Weights that Deskmate fetches on first start (not part of this repository):
- SmolLM2-135M-Instruct (Q4_1), Hugging Face, Apache-2.0
- all-MiniLM-L6-v2, sentence-transformers, Apache-2.0

`;
const text = `Deskmate
Copyright 2026 The Deskmate authors
Licensed under the Apache License, Version 2.0 (see LICENSE).

${weights}Packages that a running Deskmate uses, with their licences:
${unique.map(({ name, version, licence }) => `- ${name} ${version}: ${licence}`).join('\n')}
`;
fs.writeFileSync(path.join(root, 'NOTICE'), text);
console.log(`NOTICE names ${unique.length} packages.`);

function licenceOf(place) {
  const file = path.join(root, place, 'package.json');
  if (!fs.existsSync(file)) return null; // of another platform
  const { license, licenses } = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (license) return typeof license === 'string' ? license : license.type;
  return licenses?.map(({ type }) => type).join(' OR ') ?? 'see its package';
}
