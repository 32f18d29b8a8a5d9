import type { Document } from '@deskmate/client';
import { RelativeTime, bytesText, reasonText } from '@deskmate/ui';
import {
  Link,
  ProgressBar,
  Text,
  Tooltip,
  makeStyles,
  mergeClasses,
  tokens,
} from '@fluentui/react-components';
import {
  CheckmarkCircleRegular,
  DocumentPdfRegular,
  DocumentRegular,
  DocumentTableRegular,
  ErrorCircleRegular,
  MailRegular,
  SlideTextRegular,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { DocumentMenu } from './document-menu.js';

export const ROW_HEIGHT = 56;

export const useRowStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 176px 80px 128px 40px',
    columnGap: tokens.spacingHorizontalL,
    alignItems: 'center',
    boxSizing: 'border-box',
    '@media (max-width: 900px)': { gridTemplateColumns: 'minmax(0, 1fr) 96px 40px' },
  },
  title: { minWidth: 0 },
  state: { minWidth: 0 },
  size: {
    textAlign: 'end',
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
    '@media (max-width: 900px)': { display: 'none' },
  },
  updated: { '@media (max-width: 900px)': { display: 'none' } },
});

const useStyles = makeStyles({
  place: {
    position: 'absolute',
    left: 0,
    right: 0,
    height: `${ROW_HEIGHT}px`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  title: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  icon: { flexShrink: 0, color: tokens.colorNeutralForeground2 },
  names: { minWidth: 0, display: 'flex', flexDirection: 'column', alignItems: 'flex-start' },
  cut: { maxWidth: '100%', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  quiet: { color: tokens.colorNeutralForeground3 },
  state: { display: 'flex', flexDirection: 'column', gap: '4px' },
  line: { display: 'flex', alignItems: 'center', gap: '6px' },
  good: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
  bad: { color: tokens.colorStatusDangerForeground1, flexShrink: 0 },
});

const icons: [RegExp, typeof DocumentRegular][] = [
  [/\.pdf$/i, DocumentPdfRegular],
  [/\.(xlsx|csv)$/i, DocumentTableRegular],
  [/\.pptx$/i, SlideTextRegular],
  [/\.eml$/i, MailRegular],
];

interface DocumentRowProps {
  document: Document;
  index: number;
  onOpen: (documentId: string) => void;
}

export function DocumentRow({ document, index, onOpen }: DocumentRowProps) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const row = useRowStyles();
  const Icon = icons.find(([ending]) => ending.test(document.fileName))?.[1] ?? DocumentRegular;
  const why = document.state === 'failed' && document.failure && reasonText(document.failure, t, i18n);
  const under = [document.folder, document.fileName].filter(Boolean).join('/');
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={mergeClasses(row.row, styles.place)}
      style={{ top: index * ROW_HEIGHT }}
    >
      <span role="cell" className={mergeClasses(row.title, styles.title)}>
        <Icon fontSize={24} aria-hidden className={styles.icon} />
        <span className={styles.names}>
          <Link as="button" className={styles.cut} title={document.title} onClick={() => onOpen(document.id)}>
            {document.title}
          </Link>
          {why ? (
            <Tooltip content={why} relationship="description">
              <Text size={200} tabIndex={0} className={mergeClasses(styles.cut, styles.quiet)}>
                {`${under} · ${why}`}
              </Text>
            </Tooltip>
          ) : (
            <Text size={200} className={mergeClasses(styles.cut, styles.quiet)} title={under}>
              {under}
            </Text>
          )}
        </span>
      </span>
      <span role="cell" className={row.state}>
        <State document={document} />
      </span>
      <span role="cell" className={row.size}>
        {bytesText(document.byteSize, i18n.language)}
      </span>
      <span role="cell" className={row.updated}>
        <RelativeTime iso={document.updatedAt} />
      </span>
      <span role="cell">
        <DocumentMenu
          document={document}
          label={t('documents.moreAbout', { title: document.title })}
          onOpen={onOpen}
        />
      </span>
    </div>
  );
}

function State({ document: { state, progress } }: { document: Document }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const label = t(`document.state.${state}`);
  if (state === 'ready') {
    return (
      <span className={styles.line}>
        <CheckmarkCircleRegular aria-hidden className={styles.good} fontSize={16} />
        {label}
      </span>
    );
  }
  if (state === 'failed') {
    return (
      <span className={styles.line}>
        <ErrorCircleRegular aria-hidden className={styles.bad} fontSize={16} />
        {label}
      </span>
    );
  }
  return (
    <span className={styles.state}>
      <span className={styles.cut} title={label}>
        {label}
      </span>
      {state !== 'cancelled' && <ProgressBar value={progress} aria-label={label} />}
    </span>
  );
}
