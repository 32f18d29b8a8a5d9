import type { SignedInSession } from '@deskmate/client';
import { QueryState, RelativeTime, useApi, useSetSession } from '@deskmate/ui';
import { Badge, Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { DesktopRegular, PhoneRegular, SignOutRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useChange } from '../../shell/use-change.js';
import { deviceOf } from './device-name.js';

const useStyles = makeStyles({
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  item: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr) auto',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    minHeight: '40px',
    ':not(:first-child)': { borderTop: `1px solid ${tokens.colorNeutralStroke3}` },
  },
  icon: { display: 'flex', color: tokens.colorNeutralForeground2 },
  device: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalS },
  quiet: { color: tokens.colorNeutralForeground2 },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

/** Where the person is signed in: each session can be ended, all others together, or all. */
export function SessionList() {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const setSession = useSetSession();
  const change = useChange('sessions');
  const query = useQuery({ queryKey: ['sessions'], queryFn: async () => (await api.session.list()).items });
  const endOthers = () => void change(() => api.session.endOthers(), { done: t('settings.othersEnded') });
  const signOut = () =>
    void change(async () => {
      await api.session.signOutEverywhere();
      setSession(null);
    });
  return (
    <QueryState query={query} rows={2}>
      {(sessions) => (
        <>
          <ul className={styles.list} aria-label={t('settings.sessions')}>
            {sessions.map((session) => (
              <Item key={session.id} session={session} />
            ))}
          </ul>
          <div className={styles.buttons}>
            <Button disabled={sessions.length < 2} onClick={endOthers}>
              {t('settings.endOthers')}
            </Button>
            <Button icon={<SignOutRegular />} onClick={signOut}>
              {t('settings.signOutEverywhere')}
            </Button>
          </div>
        </>
      )}
    </QueryState>
  );
}

function Item({ session }: { session: SignedInSession }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const change = useChange('sessions');
  const { id, userAgent, createdAt, lastUsedAt, isCurrent } = session;
  const { isHandheld } = deviceOf(userAgent);
  const name = useDeviceName(userAgent);
  const end = () => void change(() => api.session.end(id), { done: t('settings.sessionEnded', { name }) });
  return (
    <li className={styles.item}>
      <span className={styles.icon} aria-hidden>
        {isHandheld ? <PhoneRegular fontSize={24} /> : <DesktopRegular fontSize={24} />}
      </span>
      <span>
        <span className={styles.device} title={userAgent ?? undefined}>
          <Text weight="semibold">{name}</Text>
          {isCurrent && <Badge appearance="tint">{t('settings.thisSession')}</Badge>}
        </span>
        <Text size={200} block className={styles.quiet}>
          {t('settings.lastUsed')} <RelativeTime iso={lastUsedAt} /> · {t('settings.signedIn')}{' '}
          <RelativeTime iso={createdAt} />
        </Text>
      </span>
      {!isCurrent && (
        <Button aria-label={t('settings.endSession', { name })} onClick={end}>
          {t('settings.end')}
        </Button>
      )}
    </li>
  );
}

function useDeviceName(userAgent: string | null): string {
  const { t } = useTranslation();
  const { browser, system } = deviceOf(userAgent);
  if (browser && system) return t('settings.browserOn', { browser, system });
  return browser ?? system ?? t('settings.unknownDevice');
}
