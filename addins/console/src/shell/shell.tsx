import { Loading, ProblemView, useMedia, useSession } from '@deskmate/ui';
import { AccountMenu } from '@deskmate/ui';
import { Button, OverlayDrawer, makeStyles, tokens } from '@fluentui/react-components';
import { NavigationRegular } from '@fluentui/react-icons';
import { Outlet } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigation } from './navigation.js';

const useStyles = makeStyles({
  root: { flex: '1 1 0', minHeight: 0, display: 'flex', backgroundColor: tokens.colorNeutralBackground1 },
  rail: {
    width: '224px',
    flexShrink: 0,
    overflowY: 'auto',
    backgroundColor: tokens.colorNeutralBackground2,
    borderRight: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  drawer: { maxWidth: '86vw' },
  body: { flex: '1 1 0', minWidth: 0, display: 'flex', flexDirection: 'column' },
  bar: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    minHeight: '48px',
    boxSizing: 'border-box',
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  button: { minWidth: '40px', minHeight: '40px' },
});

/** Navigation on the left, the page beside it; for people who are signed in. */
export function Shell() {
  const session = useSession();
  if (session.isError) return <ProblemView error={session.error} onRetry={() => void session.refetch()} />;
  if (session.isPending) return <Loading />;
  return session.data ? <Frame /> : <ToSignIn />;
}

/** Signing in happens on the page that everyone knows; it comes back here afterwards. */
function ToSignIn() {
  useEffect(() => {
    const here = location.pathname + location.search;
    location.replace(`/sign-in?next=${encodeURIComponent(here)}`);
  }, []);
  return <Loading />;
}

function Frame() {
  const { t } = useTranslation();
  const styles = useStyles();
  const isWide = useMedia('(min-width: 760px)');
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles.root}>
      {isWide ? (
        <nav className={styles.rail} aria-label={t('nav.title')}>
          <Navigation onGo={() => undefined} />
        </nav>
      ) : (
        <OverlayDrawer
          open={isOpen}
          position="start"
          size="small"
          className={styles.drawer}
          aria-label={t('nav.title')}
          onOpenChange={(_, data) => setOpen(data.open)}
        >
          <Navigation onGo={() => setOpen(false)} />
        </OverlayDrawer>
      )}
      <div className={styles.body}>
        <header className={styles.bar}>
          {isWide ? (
            <span />
          ) : (
            <Button
              appearance="subtle"
              className={styles.button}
              aria-label={t('nav.show')}
              icon={<NavigationRegular />}
              onClick={() => setOpen(true)}
            />
          )}
          <AccountMenu app="console" />
        </header>
        <Outlet />
      </div>
    </div>
  );
}
