import type { Citation } from '@deskmate/client';
import { Tooltip, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { placeText } from './place.js';

const useStyles = makeStyles({
  mark: {
    position: 'relative',
    display: 'inline-flex',
    justifyContent: 'center',
    minWidth: '18px',
    height: '18px',
    padding: '0 4px',
    margin: '0 1px',
    border: 'none',
    borderRadius: '9px',
    verticalAlign: 'text-top',
    fontFamily: 'inherit',
    fontSize: '11px',
    lineHeight: '18px',
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: 'tabular-nums',
    color: tokens.colorBrandForeground2,
    backgroundColor: tokens.colorBrandBackground2,
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorBrandBackground, color: tokens.colorNeutralForegroundOnBrand },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '1px' },
    // a finger needs more than the eye
    '@media (pointer: coarse)': { '::after': { content: '""', position: 'absolute', inset: '-11px' } },
    '@media (forced-colors: active)': { border: '1px solid ButtonText' },
  },
  open: {
    backgroundColor: tokens.colorBrandBackground,
    color: tokens.colorNeutralForegroundOnBrand,
    '@media (forced-colors: active)': {
      backgroundColor: 'Highlight',
      color: 'HighlightText',
      forcedColorAdjust: 'none',
    },
  },
  passage: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, maxWidth: '320px' },
  place: { fontWeight: tokens.fontWeightSemibold },
  quote: {
    display: '-webkit-box',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: '8',
    overflow: 'hidden',
    whiteSpace: 'pre-line',
  },
});

interface CitationMarkProps {
  citation: Citation;
  isOpen: boolean;
  onOpen: (citation: Citation) => void;
}

/** The small number after a sentence: hovering shows the passage, clicking opens it. */
export function CitationMark({ citation, isOpen, onOpen }: CitationMarkProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const place = `${citation.title}, ${placeText(citation.anchor, t)}`;
  const passage = (
    <span className={styles.passage}>
      <span className={styles.place}>{place}</span>
      <span className={styles.quote}>{citation.quote}</span>
    </span>
  );
  return (
    <Tooltip content={passage} relationship="inaccessible" withArrow>
      <button
        type="button"
        className={mergeClasses(styles.mark, isOpen && styles.open)}
        aria-label={t('answer.openSource', { number: citation.number, place })}
        aria-pressed={isOpen}
        onClick={() => onOpen(citation)}
      >
        {citation.number}
      </button>
    </Tooltip>
  );
}
