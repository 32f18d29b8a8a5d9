import { Text, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 168px), 1fr))',
    gap: tokens.spacingHorizontalM,
    margin: 0,
  },
  figure: {
    display: 'flex',
    flexDirection: 'column',
    gap: '2px',
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  label: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, fontVariantNumeric: 'tabular-nums' },
});

/** Numbers side by side, each with its name. */
export function Figures({ children }: { children: ReactNode }) {
  return <dl className={useStyles().grid}>{children}</dl>;
}

export function Figure({ label, value, note }: { label: string; value: number | string; note?: string }) {
  const { i18n } = useTranslation();
  const styles = useStyles();
  const text = typeof value === 'number' ? new Intl.NumberFormat(i18n.language).format(value) : value;
  return (
    <div className={styles.figure}>
      <dt className={styles.label}>
        <Text size={200}>{label}</Text>
      </dt>
      <dd className={styles.value}>
        <Text size={600} weight="semibold">
          {text}
        </Text>
        {note && (
          <Text block size={200} className={styles.label}>
            {note}
          </Text>
        )}
      </dd>
    </div>
  );
}
