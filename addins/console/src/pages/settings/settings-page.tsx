import type { Locale } from '@deskmate/client';
import {
  ConfirmDialog,
  ShortForm,
  type ThemeChoice,
  chooseTheme,
  useApi,
  useChangeLocale,
  useNotify,
  useSession,
  useThemeChoice,
} from '@deskmate/ui';
import {
  Button,
  Field,
  Radio,
  RadioGroup,
  Switch,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { ArrowDownloadRegular, DeleteRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page.js';
import { useChange } from '../../shell/use-change.js';
import { SessionList } from './session-list.js';

const useStyles = makeStyles({
  part: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'stretch',
    gap: tokens.spacingVerticalM,
    maxWidth: '560px',
    paddingBottom: tokens.spacingVerticalL,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  quiet: { color: tokens.colorNeutralForeground2 },
  start: { alignSelf: 'flex-start' },
});

/** What belongs to the person: look, password, sessions, and their own texts. */
export function SettingsPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('menu.settings')}>
      <Profile />
      <Look />
      <Password />
      <Part title={t('settings.sessions')} text={t('settings.sessionsText')}>
        <SessionList />
      </Part>
      <OwnTexts />
    </Page>
  );
}

function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  const styles = useStyles();
  return (
    <section className={styles.part} aria-label={title}>
      <Text as="h2" weight="semibold" size={400}>
        {title}
      </Text>
      {text && <Text className={styles.quiet}>{text}</Text>}
      {children}
    </section>
  );
}

function Profile() {
  const { t } = useTranslation();
  const api = useApi();
  const change = useChange('session');
  const person = useSession().data?.person;
  return (
    <Part title={t('settings.profile')}>
      <ShortForm
        key={person?.name}
        submit={t('action.save')}
        fields={[{ name: 'name', label: t('people.name'), initial: person?.name, autoComplete: 'name' }]}
        onSubmit={({ name }) => change(() => api.me.update({ name }), { done: t('settings.saved') })}
      />
    </Part>
  );
}

const themes: ThemeChoice[] = ['system', 'light', 'dark', 'contrast'];

function Look() {
  const { t, i18n } = useTranslation();
  const changeLocale = useChangeLocale();
  const theme = useThemeChoice();
  return (
    <Part title={t('settings.look')}>
      <Field label={t('menu.language')}>
        <RadioGroup
          layout="horizontal"
          value={i18n.language}
          onChange={(_, data) => changeLocale(data.value as Locale)}
        >
          <Radio value="en" label="English" />
          <Radio value="zh" label="中文" />
        </RadioGroup>
      </Field>
      <Field label={t('menu.theme')}>
        <RadioGroup value={theme} onChange={(_, data) => chooseTheme(data.value as ThemeChoice)}>
          {themes.map((one) => (
            <Radio key={one} value={one} label={t(`menu.themes.${one}`)} />
          ))}
        </RadioGroup>
      </Field>
    </Part>
  );
}

const PASSWORD_MIN = 10;

function Password() {
  const { t } = useTranslation();
  const api = useApi();
  const notify = useNotify();
  const [round, setRound] = useState(0);
  return (
    <Part title={t('settings.password')} text={t('settings.passwordText')}>
      <ShortForm
        key={round}
        submit={t('settings.changePassword')}
        fields={[
          {
            name: 'current',
            label: t('settings.currentPassword'),
            type: 'password',
            autoComplete: 'current-password',
          },
          {
            name: 'next',
            label: t('settings.newPassword'),
            type: 'password',
            autoComplete: 'new-password',
            minLength: PASSWORD_MIN,
            hint: t('settings.passwordHint', { count: PASSWORD_MIN }),
          },
        ]}
        onSubmit={async ({ current = '', next = '' }) => {
          await api.me.changePassword({ current, next });
          notify({ text: t('settings.passwordChanged') });
          setRound(round + 1);
        }}
      />
    </Part>
  );
}

function OwnTexts() {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const session = useSession().data;
  const queries = useQueryClient();
  const change = useChange('session');
  const [isErasing, setErasing] = useState(false);
  return (
    <Part title={t('settings.texts')} text={t('settings.textsText')}>
      <Switch
        checked={session?.trainingConsent ?? false}
        label={t('settings.consent')}
        onChange={(_, data) => void change(() => api.me.update({ trainingConsent: data.checked }))}
      />
      <Button
        as="a"
        className={styles.start}
        href={api.me.exportUrl()}
        download
        icon={<ArrowDownloadRegular />}
      >
        {t('settings.export')}
      </Button>
      <Button className={styles.start} icon={<DeleteRegular />} onClick={() => setErasing(true)}>
        {t('settings.erase')}
      </Button>
      <ConfirmDialog
        title={t('settings.eraseTitle')}
        text={t('settings.eraseText')}
        confirm={t('settings.eraseNow')}
        isOpen={isErasing}
        onClose={() => setErasing(false)}
        onConfirm={async () => {
          await api.me.erasePersonalText();
          await queries.invalidateQueries();
          await change(() => Promise.resolve(), { done: t('settings.erased') });
        }}
      />
    </Part>
  );
}
