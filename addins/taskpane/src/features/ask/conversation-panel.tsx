import { Loading, lazyPart } from '@deskmate/ui';
import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { ComposeRegular, DismissRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { useState } from 'react';

const ConversationList = lazyPart(
  async () => (await import('./conversation-list.js')).ConversationList,
  () => <Loading />,
);
const ConversationDrawer = lazyPart(
  async () => (await import('./conversation-drawer.js')).ConversationDrawer,
);

const useStyles = makeStyles({
  rail: {
    width: '272px',
    flexShrink: 0,
    display: 'flex',
    flexDirection: 'column',
    minHeight: 0,
    backgroundColor: tokens.colorNeutralBackground2,
    borderRight: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  head: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    minHeight: '48px',
    boxSizing: 'border-box',
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
  },
  icon: { width: '24px', height: '24px' },
  name: { flex: '1 1 0' },
  new: { margin: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}` },
});

interface ConversationPanelProps {
  /** Stands beside the page; else it slides over it when asked for. */
  isRail: boolean;
  isOpen: boolean;
  current?: string;
  onOpen: (conversationId?: string) => void;
  onClose: () => void;
}

export function ConversationPanel({ isRail, isOpen, current, onOpen, onClose }: ConversationPanelProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [wasOpen, setWasOpen] = useState(false);
  if (isOpen && !wasOpen) setWasOpen(true);
  const content = (
    <>
      <div className={styles.head}>
        <img src="/icon.svg" alt="" className={styles.icon} />
        <Text weight="semibold" size={400} className={styles.name}>
          Deskmate
        </Text>
        {!isRail && (
          <Button
            appearance="subtle"
            aria-label={t('action.close')}
            icon={<DismissRegular />}
            onClick={onClose}
          />
        )}
      </div>
      <Button className={styles.new} icon={<ComposeRegular />} onClick={() => onOpen()}>
        {t('ask.newConversation')}
      </Button>
      <ConversationList current={current} onOpen={onOpen} />
    </>
  );
  if (isRail) {
    return (
      <nav className={styles.rail} aria-label={t('ask.conversations')}>
        {content}
      </nav>
    );
  }
  return (
    wasOpen && (
      <ConversationDrawer isOpen={isOpen} onClose={onClose}>
        {content}
      </ConversationDrawer>
    )
  );
}
