import type { BlockDraft } from '../../block.js';
import { OfficePackage, type Relation } from '../ooxml/package.js';
import { child } from '../ooxml/xml.js';
import type { DraftSummary, Parser } from '../parser.js';
import { readSlideParts, slideBlocks } from './slide.js';

/** Presentations: slides in the order of the show, each with its title, body and notes. */
export const pptxParser: Parser = {
  format: 'pptx',
  async *parse(bytes, context) {
    const office = OfficePackage.open(bytes, context.limits);
    const slides = await slideParts(office);
    let title: string | undefined;
    for (const [i, part] of slides.entries()) {
      const blocks: BlockDraft[] = [...slideBlocks(await readSlideParts(office, part), i + 1)];
      title ??= blocks.find((block) => block.kind === 'heading')?.text;
      yield* blocks;
      context.progress((i + 1) / slides.length);
    }
    return summaryOf(await office.properties(), slides.length, title, office.hasMacros);
  },
};

async function slideParts(office: OfficePackage): Promise<string[]> {
  const part = await office.mainPart('ppt/presentation.xml');
  const relations = await office.relations(part);
  const root = await office.xml(part);
  const ids = (child(root, 'sldIdLst')?.children ?? []).map((node) => node.attributes['r:id']);
  return ids
    .map((id) => relations.find((relation) => relation.id === id && !relation.external))
    .filter((relation): relation is Relation => relation?.type === 'slide')
    .map((relation) => relation.target);
}

function summaryOf(
  properties: Record<string, string>,
  slides: number,
  first: string | undefined,
  macros: boolean,
): DraftSummary {
  const meta = macros ? { ...properties, macros: 'present, never run' } : properties;
  const own = properties['title'];
  const title = own && !/^powerpoint presentation$|^演示文稿|^pptx?$/i.test(own) ? own : first;
  return title ? { title, pages: slides, meta } : { pages: slides, meta };
}
