import type { Locale } from '@deskmate/client';
import {
  Avatar,
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemLink,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
} from '@fluentui/react-components';
import {
  AppsListDetailRegular,
  ChatRegular,
  KeyboardRegular,
  PersonRegular,
  SettingsRegular,
  SignOutRegular,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { type ThemeChoice, chooseTheme, useThemeChoice } from '../foundation/theme-preference.js';
import { chooseLocale } from '../i18n/i18n.js';
import { useShowShortcuts } from '../shortcuts/shortcuts.js';
import { useApi, useSession, useSetSession } from './api-context.js';

const useStyles = makeStyles({ trigger: { minWidth: '40px', minHeight: '40px' } });

const themeChoices: ThemeChoice[] = ['system', 'light', 'dark', 'contrast'];
const languages: [Locale, string][] = [
  ['en', 'English'],
  ['zh', '中文'],
];

/** Language, look, shortcuts, the other app, and signing out. */
export function AccountMenu({ app }: { app: 'ask' | 'console' }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const session = useSession().data;
  const setSession = useSetSession();
  const showShortcuts = useShowShortcuts();
  const name = session?.person.name ?? '';
  const signOut = async () => {
    await api.session.signOut();
    setSession(null);
  };
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          className={styles.trigger}
          aria-label={t('menu.account', { name })}
          icon={<Avatar idForColor={name} icon={<PersonRegular />} size={28} color="colorful" aria-hidden />}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroupHeader>{name}</MenuGroupHeader>
          {app === 'ask' ? (
            <MenuItemLink href="/console/" icon={<AppsListDetailRegular />}>
              {t('menu.console')}
            </MenuItemLink>
          ) : (
            <MenuItemLink href="/" icon={<ChatRegular />}>
              {t('menu.ask')}
            </MenuItemLink>
          )}
          <MenuItemLink href="/console/settings" icon={<SettingsRegular />}>
            {t('menu.settings')}
          </MenuItemLink>
          <MenuItem icon={<KeyboardRegular />} onClick={showShortcuts}>
            {t('menu.shortcuts')}
          </MenuItem>
          <LanguageMenu />
          <ThemeMenu />
          <MenuDivider />
          <MenuItem icon={<SignOutRegular />} onClick={() => void signOut()}>
            {t('menu.signOut')}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

/** Changes the language here and, for whoever is signed in, everywhere. */
export function useChangeLocale(): (locale: Locale) => void {
  const { i18n } = useTranslation();
  const api = useApi();
  const session = useSession().data;
  return (locale) => {
    void chooseLocale(i18n, locale);
    if (session) void api.me.update({ locale }).catch(() => undefined);
  };
}

function LanguageMenu() {
  const { t, i18n } = useTranslation();
  const change = useChangeLocale();
  return (
    <MenuList
      checkedValues={{ language: [i18n.language] }}
      onCheckedValueChange={(_, { checkedItems }) => change(checkedItems[0] as Locale)}
    >
      <MenuGroup>
        <MenuGroupHeader>{t('menu.language')}</MenuGroupHeader>
        {languages.map(([value, label]) => (
          <MenuItemRadio key={value} name="language" value={value}>
            {label}
          </MenuItemRadio>
        ))}
      </MenuGroup>
    </MenuList>
  );
}

function ThemeMenu() {
  const { t } = useTranslation();
  const choice = useThemeChoice();
  return (
    <MenuList
      checkedValues={{ theme: [choice] }}
      onCheckedValueChange={(_, { checkedItems }) => chooseTheme(checkedItems[0] as ThemeChoice)}
    >
      <MenuGroup>
        <MenuGroupHeader>{t('menu.theme')}</MenuGroupHeader>
        {themeChoices.map((value) => (
          <MenuItemRadio key={value} name="theme" value={value}>
            {t(`menu.themes.${value}`)}
          </MenuItemRadio>
        ))}
      </MenuGroup>
    </MenuList>
  );
}
