import type { Locale } from '@deskmate/client';
import { useTranslation } from 'react-i18next';
import { chooseLocale } from '../i18n/i18n.js';
import { useApi, useSession } from './api-context.js';

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
