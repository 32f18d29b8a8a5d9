import type { AnswerBlock, Citation, Mode } from '@deskmate/client';
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPart } from '../foundation/lazy-part.js';
import { CitationMark } from './citation-mark.js';
import { type RowCells, cellsOf, commonNames } from './row-table.js';

// Only what a model wrote needs it; until it is there, the words stand as they are.
const SafeMarkdown = lazyPart(
  async () => (await import('./safe-markdown.js')).SafeMarkdown,
  ({ text }) => text,
);

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    fontSize: tokens.fontSizeBase400,
    lineHeight: 1.6,
    overflowWrap: 'anywhere',
  },
  paragraph: { margin: 0, whiteSpace: 'pre-line' },
  heading: { margin: 0, fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold },
  list: { margin: 0, paddingInlineStart: '1.4em', display: 'flex', flexDirection: 'column', gap: '4px' },
  scroll: { overflowX: 'auto', maxWidth: '100%' },
  table: {
    borderCollapse: 'collapse',
    fontVariantNumeric: 'tabular-nums',
    fontSize: tokens.fontSizeBase300,
    '& th, & td': {
      textAlign: 'start',
      border: `1px solid ${tokens.colorNeutralStroke2}`,
      padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
      verticalAlign: 'top',
      overflowWrap: 'break-word',
    },
  },
  unsupported: {
    textDecorationLine: 'underline',
    textDecorationStyle: 'dotted',
    textDecorationThickness: '2px',
    textDecorationColor: tokens.colorStatusWarningForeground1,
    textUnderlineOffset: '4px',
  },
  note: {
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorStatusWarningForeground3,
    whiteSpace: 'nowrap',
  },
});

interface AnswerBlocksProps {
  blocks: AnswerBlock[];
  citations: Citation[];
  mode: Mode;
  openNumber?: number;
  onOpen: (citation: Citation) => void;
}

interface Group {
  kind: AnswerBlock['kind'];
  blocks: AnswerBlock[];
}

/** Blocks that belong together stand together: items in one list, rows in one table. */
export function groupBlocks(blocks: AnswerBlock[]): Group[] {
  const groups: Group[] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    const joins = last?.kind === block.kind && (block.kind === 'list-item' || block.kind === 'table-row');
    if (joins) last.blocks.push(block);
    else groups.push({ kind: block.kind, blocks: [block] });
  }
  return groups;
}

/** The text of an answer with its numbered marks. */
export function AnswerBlocks(props: AnswerBlocksProps) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      {groupBlocks(props.blocks).map((group, index) => (
        <BlockGroup key={index} group={group} {...props} />
      ))}
    </div>
  );
}

function BlockGroup({ group, ...props }: AnswerBlocksProps & { group: Group }) {
  const styles = useStyles();
  const [first] = group.blocks;
  const text = (block: AnswerBlock) => <BlockText block={block} {...props} />;
  switch (group.kind) {
    case 'list-item':
      return (
        <ul className={styles.list}>
          {group.blocks.map((block, i) => (
            <li key={i}>{text(block)}</li>
          ))}
        </ul>
      );
    case 'table-row':
      return <RowTable rows={group.blocks} {...props} />;
    case 'heading':
      return <h3 className={styles.heading}>{first && text(first)}</h3>;
    case 'paragraph':
      return <p className={styles.paragraph}>{first && text(first)}</p>;
  }
}

function RowTable({ rows, ...props }: AnswerBlocksProps & { rows: AnswerBlock[] }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const cells = rows.map((row) => cellsOf(row.text));
  const names = commonNames(cells);
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('answer.table')}>
      <table className={styles.table}>
        {names && (
          <thead>
            <tr>
              {names.map((name, column) => (name ? <th key={column}>{name}</th> : <td key={column} />))}
              <td />
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              <Cells cells={cells[index]!} hasNames={names === undefined} />
              <td>
                <Marks numbers={row.citations} {...props} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The cells of one row; with their names where the table has no common ones. */
function Cells({ cells: { names, values }, hasNames }: { cells: RowCells; hasNames: boolean }) {
  return values.map((value, column) => (
    <td key={column}>{hasNames && names[column] ? `${names[column]}: ${value}` : value}</td>
  ));
}

function BlockText({ block, ...props }: AnswerBlocksProps & { block: AnswerBlock }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const isUnsupported = block.supported === false;
  // Quoted text is shown as it stands in the document; only a model's own words are Markdown.
  const body: ReactNode = props.mode === 'write' ? <SafeMarkdown text={block.text} isInline /> : block.text;
  return (
    <>
      <span className={mergeClasses(isUnsupported && styles.unsupported)}>{body}</span>
      {isUnsupported && <span className={styles.note}> ({t('answer.unsupported')})</span>}
      {block.citations.length > 0 && '\u00a0'}
      <Marks numbers={block.citations} {...props} />
    </>
  );
}

interface MarksProps extends Pick<AnswerBlocksProps, 'citations' | 'openNumber' | 'onOpen'> {
  numbers: number[];
}

export function Marks({ numbers, citations, openNumber, onOpen }: MarksProps) {
  return numbers.map((number) => {
    const citation = citations.find((one) => one.number === number);
    if (!citation) return <Fragment key={number} />;
    return <CitationMark key={number} citation={citation} isOpen={openNumber === number} onOpen={onOpen} />;
  });
}
