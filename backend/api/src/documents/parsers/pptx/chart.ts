import { all, child, descend, type XmlElement } from '../ooxml/xml.js';
import { tidy } from '../plain-text.js';
import { paragraphText } from './slide.js';

const MAX_POINTS = 200;

export interface Chart {
  titles: string[];
  /** A row for each category, a column for each series; undefined when the series do not share their categories. */
  table?: string[][];
  /** Each series in a line, where there is no table. */
  lines: string[];
}

export function readChart(root: XmlElement): Chart {
  const titles = [...all(root, 'title')].map((title) =>
    tidy([...all(title, 'p')].map(paragraphText).join(' ')),
  );
  const series = [...all(root, 'ser')].map(readSeries).filter(({ values }) => values.length > 0);
  const table = tableOf(series);
  const lines = table ? [] : series.map(seriesText).filter(Boolean);
  return { titles: titles.filter(Boolean), lines, ...(table && { table }) };
}

interface Series {
  name: string;
  categories: string[];
  values: string[];
}

function readSeries(series: XmlElement): Series {
  return {
    name: tidy(points(descend(series, 'tx'))[0] ?? ''),
    categories: points(child(series, 'cat') ?? child(series, 'xVal')).map(tidy),
    values: points(child(series, 'val') ?? child(series, 'yVal')).map(tidy),
  };
}

function tableOf(series: Series[]): string[][] | undefined {
  const [first] = series;
  if (!first || first.categories.length < 2 || !series.every(({ name }) => name !== '')) return undefined;
  const shared = JSON.stringify(first.categories);
  if (!series.every(({ categories }) => JSON.stringify(categories) === shared)) return undefined;
  const rows = first.categories.map((category, i) => [
    category,
    ...series.map(({ values }) => values[i] ?? ''),
  ]);
  return [['', ...series.map(({ name }) => name)], ...rows];
}

function seriesText({ name, categories, values }: Series): string {
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
