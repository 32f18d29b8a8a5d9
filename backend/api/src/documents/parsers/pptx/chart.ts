import { all, child, descend, type XmlElement } from '../ooxml/xml.js';
import { tidy } from '../plain-text.js';
import { paragraphText } from './slide.js';

const MAX_POINTS = 200;

/** A chart as lines of text: its titles, then each series with its categories and values. */
export function chartText(root: XmlElement): string[] {
  const titles = [...all(root, 'title')].map((title) =>
    tidy([...all(title, 'p')].map(paragraphText).join(' ')),
  );
  const series = [...all(root, 'ser')].map(seriesText);
  return [...titles, ...series].filter(Boolean);
}

function seriesText(series: XmlElement): string {
  const name = points(descend(series, 'tx'))[0] ?? '';
  const categories = points(child(series, 'cat') ?? child(series, 'xVal'));
  const values = points(child(series, 'val') ?? child(series, 'yVal'));
  const pairs = values.map((value, i) => (categories[i] ? `${categories[i]}: ${value}` : value));
  return tidy([name, pairs.join(', ')].filter(Boolean).join(': '));
}

/** The cached values of a reference or literal. */
function points(node: XmlElement | undefined): string[] {
  if (!node) return [];
  const found: string[] = [];
  for (const point of [...all(node, 'pt')].slice(0, MAX_POINTS)) {
    found[Number(point.attributes['idx'] ?? found.length)] = (child(point, 'v')?.text ?? '').trim();
  }
  return Array.from(found.slice(0, MAX_POINTS), (value) => value ?? '');
}
