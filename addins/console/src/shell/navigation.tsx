import { useSession } from '@deskmate/ui';
import { Text, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  BotRegular,
  ChatRegular,
  HeartPulseRegular,
  KeyRegular,
  LibraryRegular,
  PeopleRegular,
  ServerRegular,
  ShieldCheckmarkRegular,
} from '@fluentui/react-icons';
import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  brand: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    height: '48px',
    padding: '0 16px',
  },
  icon: { width: '24px', height: '24px' },
  group: { padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalS}` },
  groupName: { display: 'block', padding: '4px 8px', color: tokens.colorNeutralForeground2 },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    minHeight: '40px',
    padding: '0 8px',
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    fontSize: tokens.fontSizeBase300,
    ':hover': { backgroundColor: tokens.colorNeutralBackground2Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  active: {
    backgroundColor: tokens.colorNeutralBackground2Selected,
    fontWeight: tokens.fontWeightSemibold,
    boxShadow: `inset 3px 0 0 ${tokens.colorCompoundBrandStroke}`,
  },
});

const runPages = [
  { to: '/models', name: 'models', permission: 'model.manage', icon: <BotRegular fontSize={20} /> },
  { to: '/people', name: 'people', permission: 'person.manage', icon: <PeopleRegular fontSize={20} /> },
  { to: '/api-keys', name: 'apiKeys', permission: 'api-key.manage', icon: <KeyRegular fontSize={20} /> },
  { to: '/deploy', name: 'deploy', permission: 'system.read', icon: <ServerRegular fontSize={20} /> },
  { to: '/health', name: 'health', permission: 'system.read', icon: <HeartPulseRegular fontSize={20} /> },
  { to: '/audit', name: 'audit', permission: 'audit.read', icon: <ShieldCheckmarkRegular fontSize={20} /> },
] as const;

/** The pages in the order of the work; only those that this person may open. */
export function Navigation({ onGo }: { onGo: () => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const permissions = useSession().data?.permissions ?? [];
  const run = runPages.filter((page) => permissions.includes(page.permission));
  return (
    <>
      <div className={styles.brand}>
        <img src="/icon.svg" alt="" className={styles.icon} />
        <Text weight="semibold" size={400}>
          Deskmate
        </Text>
      </div>
      <Group name={t('nav.use')}>
        <li>
          <a href="/" className={styles.link}>
            <ChatRegular fontSize={20} aria-hidden />
            {t('nav.ask')}
          </a>
        </li>
        <Item to="/spaces" icon={<LibraryRegular fontSize={20} />} label={t('nav.spaces')} onGo={onGo} />
      </Group>
      {run.length > 0 && (
        <Group name={t('nav.run')}>
          {run.map((page) => (
            <Item key={page.to} to={page.to} icon={page.icon} label={t(`nav.${page.name}`)} onGo={onGo} />
          ))}
        </Group>
      )}
    </>
  );
}

function Group({ name, children }: { name: string; children: ReactNode }) {
  const styles = useStyles();
  return (
    <div className={styles.group}>
      <Text size={200} weight="semibold" className={styles.groupName}>
        {name}
      </Text>
      <ul className={styles.list} aria-label={name}>
        {children}
      </ul>
    </div>
  );
}

interface ItemProps {
  to: '/spaces' | (typeof runPages)[number]['to'];
  icon: ReactNode;
  label: string;
  onGo: () => void;
}

function Item({ to, icon, label, onGo }: ItemProps) {
  const styles = useStyles();
  return (
    <li>
      <Link
        to={to}
        className={styles.link}
        activeProps={{ className: mergeClasses(styles.link, styles.active), 'aria-current': 'page' }}
        onClick={onGo}
      >
        <span aria-hidden>{icon}</span>
        {label}
      </Link>
    </li>
  );
}
