import {
  Menu,
  MenuDivider,
  MenuItem,
  MenuItemCheckbox,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { spaceIdsOf } from './space-ids.js';
import { SpaceFilterTrigger, type SpaceFilterProps } from './space-filter-trigger.js';
import { useSpaces } from './use-spaces.js';

/** Which spaces are searched: all that the person may read, or the ones chosen. */
export function SpaceMenu({ value, onChange }: SpaceFilterProps) {
  const { t } = useTranslation();
  const spaces = useSpaces().data ?? [];
  const chosen = spaceIdsOf(value);
  return (
    <Menu
      checkedValues={{ space: chosen }}
      onCheckedValueChange={(_, { checkedItems }) => onChange(checkedItems.join(',') || undefined)}
    >
      <MenuTrigger disableButtonEnhancement>
        <SpaceFilterTrigger value={value} />
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
