import { ShortForm, type FormField, useApi, useSetSession } from '@deskmate/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EntryFrame } from './entry-frame.js';

export const PASSWORD_MIN = 10;

const tokenInAddress = (): string => new URLSearchParams(location.hash.slice(1)).get('token') ?? '';

/** The very first page: the owner of this installation. The printed address carries the one-time token. */
export function FirstRunPage() {
  const { t, i18n } = useTranslation();
  const api = useApi();
  const setSession = useSetSession();
  const queries = useQueryClient();
  const [token] = useState(tokenInAddress);
  const fields: FormField[] = [
    { name: 'name', label: t('entry.name'), autoComplete: 'name' },
    { name: 'login', label: t('entry.login'), hint: t('entry.loginHint'), autoComplete: 'username' },
    {
      name: 'password',
      label: t('entry.password'),
      hint: t('entry.passwordHint', { count: PASSWORD_MIN }),
      type: 'password',
      autoComplete: 'new-password',
      minLength: PASSWORD_MIN,
    },
  ];
  if (!token) fields.unshift({ name: 'token', label: t('firstRun.token'), hint: t('firstRun.tokenHint') });
  return (
    <EntryFrame title={t('firstRun.title')} intro={t('firstRun.intro')}>
      <ShortForm
        isWide
        hasFocus
        submit={t('firstRun.submit')}
        fields={fields}
        onSubmit={async ({ name = '', login = '', password = '', token: typed = '' }) => {
          const session = await api.setup.createOwner({
            token: token || typed.trim(),
            name: name.trim(),
            login: login.trim(),
            password,
            locale: i18n.language === 'zh' ? 'zh' : 'en',
          });
          history.replaceState(history.state, '', location.pathname);
          await queries.invalidateQueries({ queryKey: ['setup'] });
          setSession(session);
        }}
      />
    </EntryFrame>
  );
}
