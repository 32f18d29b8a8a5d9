import { Button, type ButtonProps, makeStyles } from '@fluentui/react-components';
import { ChevronDownRegular, LibraryRegular } from '@fluentui/react-icons';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { spaceIdsOf } from './space-ids.js';
import { useSpaceNames } from './use-spaces.js';

const useStyles = makeStyles({
  button: { minHeight: '40px', maxWidth: '220px', minWidth: 0 },
  text: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

export interface SpaceFilterProps {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

type TriggerProps = Pick<SpaceFilterProps, 'value'> & { ref?: Ref<HTMLButtonElement> };

/** The button that names the spaces that are searched. */
export function SpaceFilterTrigger({ value, ...props }: TriggerProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const text = useSpaceNames(spaceIdsOf(value)) || t('ask.allSpaces');
  return (
    <Button
      {...(props as ButtonProps)}
      size="small"
      appearance="subtle"
      shape="circular"
      className={styles.button}
      icon={<LibraryRegular />}
      aria-label={t('ask.searchedSpaces', { spaces: text })}
      title={text}
    >
      <span className={styles.text}>{text}</span>
      <ChevronDownRegular aria-hidden />
    </Button>
  );
}
