import { ShortForm, type FormField, Loading, ProblemView, useApi, useSetSession } from '@deskmate/ui';
import { Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EntryFrame } from './entry-frame.js';
import { PASSWORD_MIN } from './first-run-page.js';

/** Accepts an invitation, or sets a new password, by a one-time link. */
export function LinkPage() {
  const { t } = useTranslation();
  const api = useApi();
  const navigate = useNavigate();
  const setSession = useSetSession();
  const { token = '' } = useParams({ strict: false });
  const link = useQuery({
    queryKey: ['link', token],
    queryFn: () => api.links.get(token),
    staleTime: Infinity,
  });
  if (link.isError) {
    return (
      <EntryFrame title={t('link.invalidTitle')} intro={t('link.invalid')}>
        <ProblemView error={link.error} onRetry={() => void link.refetch()} />
        <Button onClick={() => void navigate({ to: '/' })}>{t('signIn.submit')}</Button>
      </EntryFrame>
    );
  }
  if (!link.data) return <Loading />;
  const isInvitation = link.data.purpose !== 'password-reset';
  const fields: FormField[] = [
    {
      name: 'password',
      label: t('entry.password'),
      hint: t('entry.passwordHint', { count: PASSWORD_MIN }),
      type: 'password',
      autoComplete: 'new-password',
      minLength: PASSWORD_MIN,
    },
  ];
  if (isInvitation) {
    fields.unshift({
      name: 'name',
      label: t('entry.name'),
      autoComplete: 'name',
      initial: link.data.name,
    });
  }
  return (
    <EntryFrame
      title={t(isInvitation ? 'link.invitation' : 'link.reset')}
      intro={link.data.login ? t('link.login', { login: link.data.login }) : undefined}
    >
      <ShortForm
        isWide
        hasFocus
        submit={t(isInvitation ? 'link.accept' : 'link.setPassword')}
        fields={fields}
        onSubmit={async ({ name, password = '' }) => {
          setSession(await api.links.accept(token, { name: name?.trim() || undefined, password }));
          await navigate({ to: '/' });
        }}
      />
    </EntryFrame>
  );
}
