import { Button, ProgressBar, Text, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { percentText, secondsLeftText } from '../foundation/amounts.js';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, minWidth: 0 },
  line: {
    display: 'flex',
    gap: tokens.spacingHorizontalS,
    alignItems: 'baseline',
    justifyContent: 'space-between',
  },
  figures: {
    color: tokens.colorNeutralForeground2,
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
  },
});

interface ProgressProps {
  label: string;
  /** 0..1; undefined: it goes on, but nobody can say how far. */
  value?: number;
  secondsLeft?: number | null;
  onCancel?: () => void;
}

/** How far something is, with the time left, and a way to stop it. */
export function Progress({ label, value, secondsLeft, onCancel }: ProgressProps) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  // The first moments say nothing about the pace.
  const isPaceKnown = value === undefined || value >= 0.02;
  const figures = [
    value === undefined ? '' : percentText(value, i18n.language),
    secondsLeft && isPaceKnown
      ? t('state.timeLeft', { time: secondsLeftText(secondsLeft, i18n.language) })
      : '',
  ].filter(Boolean);
  return (
    <div className={styles.root}>
      <div className={styles.line}>
        <Text>{label}</Text>
        <Text size={200} className={styles.figures}>
          {figures.join(' · ')}
        </Text>
        {onCancel && (
          <Button size="small" appearance="subtle" onClick={onCancel}>
            {t('action.cancel')}
          </Button>
        )}
      </div>
      <ProgressBar value={value} aria-label={label} thickness="large" />
    </div>
  );
}
