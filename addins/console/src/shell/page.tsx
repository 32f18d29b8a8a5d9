import { Text, Title2, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  root: {
    flex: '1 1 0',
    minHeight: 0,
    overflowY: 'auto',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    padding: `${tokens.spacingVerticalXL} clamp(12px, 3vw, 40px)`,
  },
  fixed: { overflowY: 'hidden' },
  inner: {
    width: '100%',
    maxWidth: '1120px',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
  },
  full: { flex: '1 1 0', minHeight: 0, maxWidth: 'none' },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: tokens.spacingHorizontalL },
  names: {
    flex: '1 1 240px',
    minWidth: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
  },
  title: { overflowWrap: 'anywhere' },
  intro: { color: tokens.colorNeutralForeground2, maxWidth: '72ch' },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    paddingTop: tokens.spacingVerticalXS,
  },
});

interface PageProps {
  title: string;
  intro?: string;
  actions?: ReactNode;
  /** The page does not scroll itself: its table does. */
  isFixed?: boolean;
  children: ReactNode;
}

/** Title, what the page is for, its actions, its content. */
export function Page({ title, intro, actions, isFixed, children }: PageProps) {
  const styles = useStyles();
  return (
    <main className={isFixed ? `${styles.root} ${styles.fixed}` : styles.root}>
      <div className={isFixed ? `${styles.inner} ${styles.full}` : styles.inner}>
        <div className={styles.head}>
          <div className={styles.names}>
            <Title2 as="h1" className={styles.title}>
              {title}
            </Title2>
            {intro && <Text className={styles.intro}>{intro}</Text>}
          </div>
          {actions && <div className={styles.actions}>{actions}</div>}
        </div>
        {children}
      </div>
    </main>
  );
}
