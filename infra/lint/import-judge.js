import path from 'node:path';
import {
  confined,
  forSpecs,
  freeForOwnSpecs,
  openByPath,
  packages,
  places,
  projects,
  roles,
} from './import-table.js';

const byLength = Object.keys(places).sort((a, b) => b.length - a.length);
const within = (file, folder) => file === folder || file.startsWith(`${folder}/`);
const isSpec = (file) => /\.spec\.[cm]?[jt]sx?$/.test(file);
const roleOf = (file) => /\.([a-z]+)\.[jt]sx?$/.exec(file)?.[1];

/** Files beside a project's sources (its manifest, its build settings) are open to all of it. */
const isOwnProject = (file, place) => projects.includes(place) && within(file, place);

const isFreeSpec = (file, to) =>
  isSpec(file) && freeForOwnSpecs.some((folder) => within(file, folder) && within(to, folder));

/** The longest place that holds a file, undefined for files at the root. */
export const placeOf = (file) => byLength.find((place) => within(file, place));

/**
 * Why a file (path from the repository's root) may not import a source as it is written there; null when it may.
 * Pure: nothing is looked up on disk.
 */
export function judgeImport(file, source) {
  if (!source.startsWith('.')) return judgePackage(file, source);
  const target = path.posix.normalize(
    path.posix.join(path.posix.dirname(file), source.replace(/\.js$/, '.ts')),
  );
  return judgePath(file, target) ?? judgeRole(file, target);
}

function judgePackage(file, source) {
  const name = Object.keys(packages).find((known) => within(source, known));
  if (name) return judgePlace(file, packages[name]);
  const rule = confined.find((one) => one.name.test(source));
  if (!rule || isSpec(file) || rule.places.some((place) => within(file, place))) return null;
  return `${source} belongs to ${rule.places.join(', ')}`;
}

function judgePath(file, target) {
  const [from, to] = [placeOf(file), placeOf(target)];
  if (!to || from === to || isOwnProject(file, to)) return null;
  if (target.startsWith('../')) return 'this path leaves the repository';
  const problem = judgePlace(file, to);
  if (problem) return problem;
  const project = openByPath.includes(to) ? undefined : projects.find((folder) => within(to, folder));
  const isTest = within(file, 'test');
  if (project && !within(file, project) && !isTest)
    return `import it by the name of its package, not by a path`;
  if (isApiModule(to) && !isTest && !within(target, `${to}/index.ts`))
    return `${to} has one door, its index.ts`;
  return null;
}

function judgePlace(file, to) {
  const from = placeOf(file);
  if (!from || isOwnProject(file, to) || isFreeSpec(file, to)) return null;
  const allowed = [...places[from], ...(isSpec(file) ? forSpecs : [])];
  if (allowed.some((place) => place === to || (place !== 'backend/api/src' && within(to, place))))
    return null;
  if (within(to, 'infra')) return 'nobody imports infra';
  if (within(to, 'test')) return `only specs import ${to}`;
  return `${from} may not import ${to}; it may import ${places[from].join(', ') || 'nothing of ours'}`;
}

const isApiModule = (place) =>
  within(place, 'backend/api/src') &&
  /^backend\/api\/src\/[a-z]+$/.test(place) &&
  !place.endsWith('/commands');

function judgeRole(file, target) {
  const [from, to] = [roleOf(file), roleOf(target)];
  return roles[from]?.includes(to) ? `a ${from} may not import a ${to}` : null;
}
