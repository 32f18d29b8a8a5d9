import { OverlayDrawer, makeStyles } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  drawer: { maxWidth: '86vw' },
  content: { flex: '1 1 0', minHeight: 0, width: '100%', display: 'flex', flexDirection: 'column' },
});

interface ConversationDrawerProps {
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** The conversations, slid over a page that has no room beside it. */
export function ConversationDrawer({ isOpen, onClose, children }: ConversationDrawerProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <OverlayDrawer
      open={isOpen}
      position="start"
      size="small"
      className={styles.drawer}
      aria-label={t('ask.conversations')}
      onOpenChange={(_, data) => !data.open && onClose()}
    >
      <div className={styles.content}>{children}</div>
    </OverlayDrawer>
  );
}
