import type { Session } from '@deskmate/client';
import { chooseLocale, read } from '@deskmate/ui';
import { useTranslation } from 'react-i18next';

/** After signing in, the person's own language shows, unless another was chosen in this browser. */
export function useWelcome(): (session: Session) => void {
  const { i18n } = useTranslation();
  return ({ person }) => {
    if (read('deskmate.locale', null) === null && person.locale !== i18n.language)
      void chooseLocale(i18n, person.locale);
  };
}
