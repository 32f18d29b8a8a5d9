import { Toaster, makeStyles } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TOASTER, beginNotices } from './notify.js';

const useStyles = makeStyles({ root: { position: 'relative', zIndex: 1000 } });

/** Where short messages show; a landmark, so that a screen reader finds their buttons. */
export function Toasts() {
  const { t } = useTranslation();
  const styles = useStyles();
  const [place, setPlace] = useState<HTMLElement | null>(null);
  useEffect(beginNotices, []);
  return (
    <aside ref={setPlace} className={styles.root} aria-label={t('state.messages')}>
      <Toaster toasterId={TOASTER} mountNode={place} position="bottom" pauseOnHover pauseOnWindowBlur />
    </aside>
  );
}
