import type { Locale } from '@deskmate/client';
import {
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
} from '@fluentui/react-components';
import {
  AppsListDetailRegular,
  ChatRegular,
  KeyboardRegular,
  SettingsRegular,
  SignOutRegular,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { type ThemeChoice, chooseTheme, useThemeChoice } from '../foundation/theme-preference.js';
import { useShowShortcuts } from '../shortcuts/shortcuts.js';
import { AccountTrigger } from './account-trigger.js';
import { useApi, useSession, useSetSession } from './api-context.js';
import { useChangeLocale } from './use-change-locale.js';

const themeChoices: ThemeChoice[] = ['system', 'light', 'dark', 'contrast'];
const languages: [Locale, string][] = [
  ['en', 'English'],
  ['zh', '中文'],
];

/** Language, look, shortcuts, the other app, and signing out. */
export function AccountMenu({ app }: { app: 'ask' | 'console' }) {
  const { t } = useTranslation();
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
        <AccountTrigger name={name} />
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
