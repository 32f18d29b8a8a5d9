import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { ChevronLeftRegular, ChevronRightRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  root: { display: 'inline-flex', alignItems: 'center', flexShrink: 0 },
  button: { minWidth: '32px', '@media (pointer: coarse)': { minWidth: '40px', minHeight: '40px' } },
  count: {
    color: tokens.colorNeutralForeground2,
    fontVariantNumeric: 'tabular-nums',
    minWidth: '28px',
    textAlign: 'center',
  },
});

interface VersionSwitchProps {
  /** From 1. */
  position: number;
  total: number;
  onShow: (position: number) => void;
}

/** Between the tries at one answer: 1/2, 2/2. */
export function VersionSwitch({ position, total, onShow }: VersionSwitchProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const step = (to: number, label: string, icon: React.JSX.Element) => (
    <Button
      size="small"
      appearance="subtle"
      className={styles.button}
      aria-label={label}
      title={label}
      icon={icon}
      disabledFocusable={to < 1 || to > total}
      onClick={() => to >= 1 && to <= total && onShow(to)}
    />
  );
  return (
    <div role="group" aria-label={t('answer.version', { position, total })} className={styles.root}>
      {step(position - 1, t('answer.previousVersion'), <ChevronLeftRegular />)}
      <Text size={200} className={styles.count}>
        {position}/{total}
      </Text>
      {step(position + 1, t('answer.nextVersion'), <ChevronRightRegular />)}
    </div>
  );
}
