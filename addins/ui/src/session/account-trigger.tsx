import { Button, type ButtonProps, makeStyles, tokens } from '@fluentui/react-components';
import { PersonCircleRegular } from '@fluentui/react-icons';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  trigger: { minWidth: '40px', minHeight: '40px' },
  icon: { color: tokens.colorBrandForeground1 },
});

/** The button of the account menu. */
export function AccountTrigger({
  name,
  ...props
}: { name: string; ref?: Ref<HTMLButtonElement> } & ButtonProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <Button
      {...(props as ButtonProps)}
      appearance="subtle"
      className={styles.trigger}
      aria-label={t('menu.account', { name })}
      icon={<PersonCircleRegular className={styles.icon} fontSize={26} />}
    />
  );
}
