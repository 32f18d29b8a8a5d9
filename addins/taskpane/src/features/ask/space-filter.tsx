import {
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuItemCheckbox,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
} from '@fluentui/react-components';
import { ChevronDownRegular, LibraryRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { useSpaceNames, useSpaces } from './use-spaces.js';

const useStyles = makeStyles({
  button: { minHeight: '40px', maxWidth: '220px', minWidth: 0 },
  text: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

/** Spaces in the address: ids with commas between; absent means every space. */
export const spaceIdsOf = (value: string | undefined): string[] => value?.split(',').filter(Boolean) ?? [];

interface SpaceFilterProps {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Which spaces are searched: all that the person may read, or the ones chosen. */
export function SpaceFilter({ value, onChange }: SpaceFilterProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const spaces = useSpaces().data ?? [];
  const chosen = spaceIdsOf(value);
  const names = useSpaceNames(chosen);
  const text = names || t('ask.allSpaces');
  return (
    <Menu
      checkedValues={{ space: chosen }}
      onCheckedValueChange={(_, { checkedItems }) => onChange(checkedItems.join(',') || undefined)}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
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
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem disabled={chosen.length === 0} onClick={() => onChange(undefined)}>
            {t('ask.allSpaces')}
          </MenuItem>
          <MenuDivider />
          {spaces.map((space) => (
            <MenuItemCheckbox key={space.id} name="space" value={space.id}>
              {space.name}
            </MenuItemCheckbox>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
