import { Text, Title3, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: tokens.spacingVerticalM,
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalL}`,
    textAlign: 'center',
  },
  icon: { fontSize: '40px', lineHeight: 1, color: tokens.colorBrandForeground1 },
  text: { color: tokens.colorNeutralForeground2, maxWidth: '46ch', textAlign: 'center' },
  actions: { display: 'flex', flexWrap: 'wrap', justifyContent: 'center', gap: tokens.spacingHorizontalS },
});

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  text: string;
  /** The whole page is this. */
  isPage?: boolean;
  /** The next step, as buttons. */
  children?: ReactNode;
}

/** Nothing here yet: what will be here, and the next step. */
export function EmptyState({ icon, title, text, isPage, children }: EmptyStateProps) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <Title3 as={isPage ? 'h1' : 'h2'}>{title}</Title3>
      <Text className={styles.text}>{text}</Text>
      {children && <div className={styles.actions}>{children}</div>}
    </div>
  );
}
