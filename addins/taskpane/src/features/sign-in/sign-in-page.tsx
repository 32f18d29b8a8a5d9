import { Text } from '@fluentui/react-components';
import { ShortForm, useApi, useSetSession } from '@deskmate/ui';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EntryFrame } from './entry-frame.js';
import { safeNext } from './safe-next.js';
import { useWelcome } from './use-welcome.js';

export function SignInPage() {
  const next = useSearch({ strict: false, select: (search) => search.next });
  const router = useRouter();
  const go = (path: string) =>
    path.startsWith('/console') ? location.assign(path) : router.history.replace(path);
  return <SignIn onDone={() => go(safeNext(next))} />;
}

/** Signing in where the person is: the page behind comes up afterwards. */
export function SignIn({ onDone }: { onDone?: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const setSession = useSetSession();
  const welcome = useWelcome();
  return (
    <EntryFrame title={t('signIn.title')}>
      <ShortForm
        isWide
        hasFocus
        submit={t('signIn.submit')}
        fields={[
          { name: 'login', label: t('entry.login'), autoComplete: 'username' },
          {
            name: 'password',
            label: t('entry.password'),
            type: 'password',
            autoComplete: 'current-password',
          },
        ]}
        onSubmit={async ({ login = '', password = '' }) => {
          const session = await api.session.signIn({ login: login.trim(), password });
          welcome(session);
          setSession(session);
          onDone?.();
        }}
      />
      <Text size={200}>{t('signIn.forgotten')}</Text>
    </EntryFrame>
  );
}
