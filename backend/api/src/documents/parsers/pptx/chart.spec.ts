import { readXml } from '../ooxml/xml.js';
import { type Chart, readChart } from './chart.js';

const points = (values: string[]): string =>
  `<c:cache>${values.map((value, i) => `<c:pt idx="${i}"><c:v>${value}</c:v></c:pt>`).join('')}</c:cache>`;
const series = (name: string, categories: string[], values: string[]): string =>
  `<c:ser><c:tx>${points(name ? [name] : [])}</c:tx><c:cat>${points(categories)}</c:cat><c:val>${points(values)}</c:val></c:ser>`;
async function chart(inner: string): Promise<Chart> {
  const xml = `<c:chartSpace xmlns:c="c" xmlns:a="a"><c:chart>${inner}</c:chart></c:chartSpace>`;
  const slices = (async function* () {
    yield Buffer.from(xml);
  })();
  return readChart((await readXml(slices, 100))!);
}

describe('a chart', () => {
  it('is a table of its categories and series, below its title', async () => {
    const title = '<c:title><a:p><a:r><a:t>Sales</a:t></a:r></a:p></c:title>';
    const years = ['2024', '2025'];
    expect(await chart(title + series('North', years, ['1', '2']) + series('South', years, ['3']))).toEqual({
      titles: ['Sales'],
      table: [['', 'North', 'South'], ['2024', '1', '3'], ['2025', '2', '']],
      lines: [],
    }); // prettier-ignore
  });

  it('is a line for each series where they do not share their categories, or have no name', async () => {
    const apart = await chart(series('A', ['x', 'y'], ['1', '2']) + series('B', ['y', 'z'], ['3', '4']));
    expect(apart.lines).toEqual(['A: x: 1, y: 2', 'B: y: 3, z: 4']);
    expect(await chart(series('', ['x', 'y'], ['1', '2']))).toEqual({ titles: [], lines: ['x: 1, y: 2'] });
  });
});
