import { type DroppedFile, chooseFiles } from '@deskmate/ui';
import {
  Button,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
} from '@fluentui/react-components';
import { AttachRegular, DocumentAddRegular, FolderAddRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({ button: { minWidth: '40px', minHeight: '40px' } });

/** Adds files or a folder, for those who do not drag. */
export function AttachButton({ onFiles }: { onFiles: (files: DroppedFile[]) => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          shape="circular"
          className={styles.button}
          icon={<AttachRegular />}
          aria-label={t('upload.add')}
          title={t('upload.add')}
        />
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
