import { Button, type ButtonProps, makeStyles } from '@fluentui/react-components';
import { AttachRegular } from '@fluentui/react-icons';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({ button: { minWidth: '40px', minHeight: '40px' } });

/** The button that adds documents. */
export function AttachTrigger(props: { ref?: Ref<HTMLButtonElement> }) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <Button
      {...(props as ButtonProps)}
      appearance="subtle"
      shape="circular"
      className={styles.button}
      icon={<AttachRegular />}
      aria-label={t('upload.add')}
      title={t('upload.add')}
    />
  );
}
