import type { Citation } from '@deskmate/client';
import { Badge, Button, Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { DocumentSearchRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '../foundation/relative-time.js';
import { placeText } from './place.js';

const useStyles = makeStyles({
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 220px), 1fr))',
    gap: tokens.spacingHorizontalS,
  },
  item: { position: 'relative' },
  about: {
    position: 'absolute',
    top: tokens.spacingVerticalXXS,
    insetInlineEnd: tokens.spacingVerticalXXS,
    '@media (pointer: coarse)': { minWidth: '40px', minHeight: '40px' },
  },
  card: {
    width: '100%',
    height: '100%',
    boxSizing: 'border-box',
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalS,
    rowGap: '2px',
    alignContent: 'start',
    textAlign: 'start',
    font: 'inherit',
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    cursor: 'pointer',
    ':hover': {
      backgroundColor: tokens.colorNeutralBackground1Hover,
      border: `1px solid ${tokens.colorNeutralStroke1Hover}`,
    },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '1px' },
  },
  open: {
    border: `1px solid ${tokens.colorBrandStroke1}`,
    backgroundColor: tokens.colorBrandBackground2,
    '@media (forced-colors: active)': { outline: '2px solid Highlight', outlineOffset: '-3px' },
  },
  title: { overflowWrap: 'anywhere' },
  besideAbout: { paddingInlineEnd: '24px' },
  meta: { gridColumn: '2', color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  quote: {
    gridColumn: '2',
    color: tokens.colorNeutralForeground2,
    display: '-webkit-box',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: '3',
    overflow: 'hidden',
  },
  old: { gridColumn: '2', color: tokens.colorStatusWarningForeground3 },
});

interface CitationListProps {
  citations: Citation[];
  openNumber?: number;
  onOpen: (citation: Citation) => void;
  /** Shows the passage's words in the card: for passages that no sentence quotes. */
  withQuotes?: boolean;
  /** Restricts the next question to a source's document. */
  onAskAbout?: (documentId: string) => void;
}

/** Sources as cards: title, place, date, space; an older version is said plainly. */
export function CitationList({ citations, openNumber, onOpen, withQuotes, onAskAbout }: CitationListProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <ol className={styles.list}>
      {citations.map((citation) => (
        <li key={citation.number} className={styles.item}>
          <button
            type="button"
            className={mergeClasses(styles.card, citation.number === openNumber && styles.open)}
            aria-pressed={citation.number === openNumber}
            onClick={() => onOpen(citation)}
          >
            <Badge appearance="tint" size="small" shape="circular">
              {citation.number}
            </Badge>
            <Text weight="semibold" className={mergeClasses(styles.title, onAskAbout && styles.besideAbout)}>
              {citation.title}
            </Text>
            <Text size={200} className={styles.meta}>
              {placeText(citation.anchor, t)} · {citation.spaceName} ·{' '}
              <RelativeTime iso={citation.updatedAt} />
            </Text>
            {withQuotes && (
              <Text size={200} className={styles.quote}>
                {citation.quote}
              </Text>
            )}
            {!citation.isCurrentVersion && (
              <Text size={200} className={styles.old}>
                {t('answer.olderVersion', { version: citation.versionNumber })}
              </Text>
            )}
          </button>
          {onAskAbout && (
            <Button
              size="small"
              appearance="subtle"
              className={styles.about}
              icon={<DocumentSearchRegular />}
              aria-label={t('answer.askAbout', { title: citation.title })}
              title={t('answer.askAbout', { title: citation.title })}
              onClick={() => onAskAbout(citation.documentId)}
            />
          )}
        </li>
      ))}
    </ol>
  );
}
