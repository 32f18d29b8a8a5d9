import { AccountMenu } from '@deskmate/ui';
import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { ComposeRegular, NavigationRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  header: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalM}`,
    minHeight: '48px',
    boxSizing: 'border-box',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  title: { flex: '1 1 0', minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  button: { minWidth: '40px', minHeight: '40px' },
});

interface AskHeaderProps {
  title?: string;
  /** Absent while the list stands beside. */
  onShowList?: () => void;
  onNew: () => void;
}

export function AskHeader({ title, onShowList, onNew }: AskHeaderProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <header className={styles.header}>
      {onShowList && (
        <>
          <HeaderButton
            label={t('ask.showConversations')}
            icon={<NavigationRegular />}
            onClick={onShowList}
          />
          <HeaderButton label={t('ask.newConversation')} icon={<ComposeRegular />} onClick={onNew} />
        </>
      )}
      <Text as="h1" weight="semibold" className={styles.title} title={title}>
        {title ?? t('ask.title')}
      </Text>
      <AccountMenu app="ask" />
    </header>
  );
}

interface HeaderButtonProps {
  label: string;
  icon: React.JSX.Element;
  onClick: () => void;
}

/** Named by the browser's own tip: Fluent's would bring its positioning code into the first load. */
function HeaderButton({ label, ...props }: HeaderButtonProps) {
  const styles = useStyles();
  return <Button appearance="subtle" className={styles.button} aria-label={label} title={label} {...props} />;
}
