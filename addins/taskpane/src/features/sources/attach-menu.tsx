import { type DroppedFile, chooseFiles } from '@deskmate/ui';
import { Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { DocumentAddRegular, FolderAddRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { AttachTrigger } from './attach-trigger.js';

/** Adds files or a folder, for those who do not drag. */
export function AttachMenu({ onFiles }: { onFiles: (files: DroppedFile[]) => void }) {
  const { t } = useTranslation();
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <AttachTrigger />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem icon={<DocumentAddRegular />} onClick={() => void chooseFiles().then(onFiles)}>
            {t('welcome.addFiles')}
          </MenuItem>
          <MenuItem
            icon={<FolderAddRegular />}
            onClick={() => void chooseFiles({ folder: true }).then(onFiles)}
          >
            {t('welcome.addFolder')}
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
