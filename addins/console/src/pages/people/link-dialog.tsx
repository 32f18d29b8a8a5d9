import type { OneTimeLink } from '@deskmate/client';
import { DialogFrame, useNotify } from '@deskmate/ui';
import { Button, Input, Text, makeStyles, tokens } from '@fluentui/react-components';
import { CopyRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  row: { display: 'flex', gap: tokens.spacingHorizontalS },
  input: { flex: '1 1 0', minWidth: 0 },
  end: { alignSelf: 'flex-end' },
});

export interface ShownLink extends OneTimeLink {
  name: string;
  purpose: 'invitation' | 'password-reset';
}

/** A link that works once: copy it and hand it over yourself; nothing is sent by mail. */
export function LinkDialog({ link, onClose }: { link: ShownLink; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const notify = useNotify();
  const address = new URL(link.link, location.origin).href;
  const until = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' });
  const copy = () =>
    void navigator.clipboard.writeText(address).then(() => notify({ text: t('people.linkCopied') }));
  return (
    <DialogFrame title={t(`people.linkFor.${link.purpose}`, { name: link.name })} isOpen onClose={onClose}>
      <Text>{t('people.linkText', { until: until.format(new Date(link.expiresAt)) })}</Text>
      <div className={styles.row}>
        <Input readOnly value={address} className={styles.input} aria-label={t('people.link')} />
        <Button appearance="primary" icon={<CopyRegular />} onClick={copy}>
          {t('people.copyLink')}
        </Button>
      </div>
      <Button className={styles.end} onClick={onClose}>
        {t('action.close')}
      </Button>
    </DialogFrame>
  );
}
