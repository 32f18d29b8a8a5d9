import { Button, Text, Title2, makeStyles, tokens } from '@fluentui/react-components';
import { useChangeLocale } from '@deskmate/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  page: {
    flex: '1 1 0',
    minHeight: 0,
    overflow: 'auto',
    display: 'flex',
    justifyContent: 'center',
    alignItems: 'flex-start',
    padding: `clamp(16px, 10vh, 120px) ${tokens.spacingHorizontalL}`,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  card: {
    width: 'min(420px, 100%)',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    padding: 'clamp(16px, 6vw, 36px)',
    boxSizing: 'border-box',
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow8,
  },
  brand: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  icon: { width: '28px', height: '28px' },
  name: { flex: '1 1 0' },
  intro: { color: tokens.colorNeutralForeground2 },
});

interface EntryFrameProps {
  title: string;
  intro?: string;
  children: ReactNode;
}

/** The card on which everything before signing in happens. */
export function EntryFrame({ title, intro, children }: EntryFrameProps) {
  const { i18n } = useTranslation();
  const styles = useStyles();
  const change = useChangeLocale();
  const other = i18n.language === 'zh' ? 'en' : 'zh';
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <img src="/icon.svg" alt="" className={styles.icon} />
          <Text weight="semibold" size={400} className={styles.name}>
            Deskmate
          </Text>
          <Button
            size="small"
            appearance="subtle"
            lang={other === 'zh' ? 'zh-CN' : 'en'}
            onClick={() => change(other)}
          >
            {other === 'zh' ? '中文' : 'English'}
          </Button>
        </div>
        <Title2 as="h1">{title}</Title2>
        {intro && <Text className={styles.intro}>{intro}</Text>}
        {children}
      </div>
    </main>
  );
}
