import type { Conversation } from '@deskmate/client';
import { Loading, ProblemView, relativeTime, useApi, useNotify } from '@deskmate/ui';
import {
  Button,
  Input,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Text,
  makeStyles,
  mergeClasses,
  tokens,
} from '@fluentui/react-components';
import { DeleteRegular, MoreHorizontalRegular, RenameRegular } from '@fluentui/react-icons';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  scroll: { flex: '1 1 0', minHeight: 0, overflowY: 'auto', padding: tokens.spacingHorizontalS },
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: '2px',
  },
  item: {
    display: 'flex',
    alignItems: 'center',
    borderRadius: tokens.borderRadiusMedium,
    ':hover': { backgroundColor: tokens.colorNeutralBackground2Hover },
  },
  current: {
    backgroundColor: tokens.colorNeutralBackground2Selected,
    '@media (forced-colors: active)': { outline: '2px solid Highlight', outlineOffset: '-2px' },
  },
  link: {
    flex: '1 1 0',
    minWidth: 0,
    display: 'flex',
    flexDirection: 'column',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalS}`,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    borderRadius: tokens.borderRadiusMedium,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  title: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  time: { color: tokens.colorNeutralForeground3 },
  none: { color: tokens.colorNeutralForeground3, padding: tokens.spacingHorizontalS },
});

interface ConversationListProps {
  current?: string;
  onOpen: (conversationId?: string) => void;
}

/** The person's conversations, newest first. */
export function ConversationList({ current, onOpen }: ConversationListProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const query = useInfiniteQuery({
    queryKey: ['conversations'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => api.conversations.list({ cursor: pageParam }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  if (query.isError && !query.data)
    return <ProblemView error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading />;
  const conversations = query.data.pages.flatMap((page) => page.items);
  if (conversations.length === 0) {
    return (
      <Text size={200} className={styles.none}>
        {t('ask.noConversations')}
      </Text>
    );
  }
  return (
    <div className={styles.scroll}>
      <ul className={styles.list}>
        {conversations.map((conversation) => (
          <Item
            key={conversation.id}
            conversation={conversation}
            isCurrent={conversation.id === current}
            onGone={() => conversation.id === current && onOpen()}
          />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button appearance="subtle" onClick={() => void query.fetchNextPage()}>
          {t('ask.olderConversations')}
        </Button>
      )}
    </div>
  );
}

interface ItemProps {
  conversation: Conversation;
  isCurrent: boolean;
  onGone: () => void;
}

function Item({ conversation, isCurrent, onGone }: ItemProps) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const [isRenaming, setRenaming] = useState(false);
  const remove = useRemove(conversation, onGone);
  const title = conversation.title || t('ask.untitled');
  if (isRenaming) return <Renaming conversation={conversation} onDone={() => setRenaming(false)} />;
  return (
    <li className={mergeClasses(styles.item, isCurrent && styles.current)}>
      <Link
        to="/c/$conversationId"
        params={{ conversationId: conversation.id }}
        className={styles.link}
        aria-current={isCurrent ? 'page' : undefined}
        title={title}
      >
        <Text className={styles.title}>{title}</Text>
        <Text size={200} className={styles.time}>
          {relativeTime(conversation.updatedAt, i18n.language)}
        </Text>
      </Link>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button
            appearance="transparent"
            icon={<MoreHorizontalRegular />}
            aria-label={t('ask.moreAbout', { title })}
          />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem icon={<RenameRegular />} onClick={() => setRenaming(true)}>
              {t('action.rename')}
            </MenuItem>
            <MenuItem icon={<DeleteRegular />} onClick={() => void remove()}>
              {t('action.delete')}
            </MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
    </li>
  );
}

/** Deletes at once and offers to undo. */
function useRemove(conversation: Conversation, onGone: () => void) {
  const { t } = useTranslation();
  const api = useApi();
  const notify = useNotify();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: ['conversations'] });
  const restore = async () => {
    await api.conversations.restore(conversation.id);
    await refresh();
  };
  return async () => {
    await api.conversations.remove(conversation.id);
    onGone();
    await refresh();
    notify({
      text: t('ask.deleted', { title: conversation.title || t('ask.untitled') }),
      action: { label: t('action.undo'), run: () => void restore() },
    });
  };
}

function Renaming({ conversation, onDone }: { conversation: Conversation; onDone: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const [title, setTitle] = useState(conversation.title);
  const save = async () => {
    if (title.trim() && title !== conversation.title) {
      await api.conversations.update(conversation.id, { title: title.trim() });
      await queries.invalidateQueries({ queryKey: ['conversations'] });
      await queries.invalidateQueries({ queryKey: ['conversation', conversation.id] });
    }
    onDone();
  };
  return (
    <li>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Input
          autoFocus
          value={title}
          maxLength={200}
          aria-label={t('ask.title')}
          onChange={(_, data) => setTitle(data.value)}
          onBlur={() => void save()}
          onKeyDown={(event) => event.key === 'Escape' && onDone()}
        />
      </form>
    </li>
  );
}
