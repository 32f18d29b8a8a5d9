import type { Document, Space } from '@deskmate/client';
import {
  type DroppedFile,
  EmptyState,
  Hidden,
  Loading,
  ProblemView,
  chooseFiles,
  useApi,
} from '@deskmate/ui';
import { Button, SearchBox, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  ArrowSortDownRegular,
  ArrowSortUpRegular,
  DocumentAddRegular,
  DocumentMultipleRegular,
} from '@fluentui/react-icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DocumentRow, ROW_HEIGHT, useRowStyles } from './document-row.js';
import { useVisibleRows } from './virtual-rows.js';

const useStyles = makeStyles({
  tools: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM },
  search: { width: 'min(360px, 100%)' },
  scroll: {
    flex: '1 1 0',
    minHeight: '200px',
    overflowY: 'auto',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  head: {
    position: 'sticky',
    top: 0,
    zIndex: 1,
    height: '40px',
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  sort: { paddingInline: 0, minWidth: 0, fontWeight: tokens.fontWeightSemibold, color: 'inherit' },
});

const columns = ['title', 'state', 'size', 'updated'] as const;
type Column = (typeof columns)[number];
const sortable: Partial<Record<Column, string>> = { title: 'title', size: 'size', updated: 'updated' };

interface DocumentTableProps {
  space: Space;
  onOpen: (documentId: string) => void;
  onFiles: (files: DroppedFile[]) => void;
}

/** The documents of a space: only the rows in sight are drawn, pages come as they are scrolled to. */
export function DocumentTable({ space, onOpen, onFiles }: DocumentTableProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { query: text, sort = '-updated' } = useSearch({ from: '/spaces/$spaceId' });
  const query = useDocuments(space.id, text, sort);
  const documents = query.data?.pages.flatMap((page) => page.items);
  if (query.isError && !documents)
    return <ProblemView error={query.error} onRetry={() => void query.refetch()} />;
  if (!documents) return <Loading rows={8} />;
  if (documents.length === 0 && !text) {
    return (
      <EmptyState
        icon={<DocumentMultipleRegular />}
        title={t('documents.none')}
        text={t('documents.noneText')}
      >
        {space.role !== 'reader' && (
          <Button
            appearance="primary"
            icon={<DocumentAddRegular />}
            onClick={() => void chooseFiles().then(onFiles)}
          >
            {t('documents.addFiles')}
          </Button>
        )}
      </EmptyState>
    );
  }
  return (
    <>
      <div className={styles.tools}>
        <DocumentSearch text={text} />
      </div>
      {documents.length === 0 ? (
        <EmptyState
          icon={<DocumentMultipleRegular />}
          title={t('documents.noneFound')}
          text={t('documents.noneFoundText')}
        />
      ) : (
        <Rows
          documents={documents}
          sort={sort}
          onOpen={onOpen}
          onEnd={() => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage()}
        />
      )}
    </>
  );
}

const MOVING = new Set(['queued', 'parsing', 'words-ready']);

function useDocuments(spaceId: string, text: string | undefined, sort: string) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ['documents', 'of', spaceId, text, sort],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      api.spaces.documents(spaceId, { query: text, sort, cursor: pageParam, limit: 100 }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((one) => MOVING.has(one.state))) ? 2000 : false,
  });
}

function DocumentSearch({ text }: { text: string | undefined }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(text ?? '');
  useEffect(() => {
    const timer = setTimeout(() => {
      const query = typed.trim() || undefined;
      if (query !== text)
        void navigate({ to: '.', search: (now: object) => ({ ...now, query }), replace: true });
    }, 250);
    return () => clearTimeout(timer);
  }, [typed, text, navigate]);
  return (
    <SearchBox
      className={styles.search}
      value={typed}
      placeholder={t('documents.search')}
      aria-label={t('documents.search')}
      dismiss={{ 'aria-label': t('documents.clearSearch') }}
      onChange={(_, data) => setTyped(data.value)}
    />
  );
}

interface RowsProps {
  documents: Document[];
  sort: string;
  onOpen: (documentId: string) => void;
  onEnd: () => void;
}

function Rows({ documents, sort, onOpen, onEnd }: RowsProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const row = useRowStyles();
  const scroller = useRef<HTMLDivElement>(null);
  const { first, end } = useVisibleRows(scroller, ROW_HEIGHT, documents.length);
  useEffect(() => {
    if (end >= documents.length - 20) onEnd();
  }, [end, documents.length, onEnd]);
  return (
    <div
      ref={scroller}
      className={styles.scroll}
      role="table"
      aria-label={t('spaces.tab.documents')}
      aria-rowcount={documents.length + 1}
    >
      <div role="rowgroup">
        <div role="row" className={mergeClasses(row.row, styles.head)}>
          {columns.map((column) => (
            <ColumnHead key={column} column={column} sort={sort} />
          ))}
          <span role="columnheader">
            <Hidden>{t('action.more')}</Hidden>
          </span>
        </div>
      </div>
      <div role="rowgroup" style={{ height: documents.length * ROW_HEIGHT, position: 'relative' }}>
        {documents.slice(first, end).map((document, index) => (
          <DocumentRow key={document.id} document={document} index={first + index} onOpen={onOpen} />
        ))}
      </div>
    </div>
  );
}

function ColumnHead({ column, sort }: { column: Column; sort: string }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const row = useRowStyles();
  const navigate = useNavigate();
  const key = sortable[column];
  const direction = sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : 'none';
  const label = t(`documents.column.${column}`);
  const next = direction === 'ascending' ? `-${key}` : key;
  const icon =
    direction === 'ascending' ? (
      <ArrowSortUpRegular />
    ) : direction === 'descending' ? (
      <ArrowSortDownRegular />
    ) : undefined;
  return (
    <span role="columnheader" className={row[column]} aria-sort={key ? direction : undefined}>
      {key ? (
        <Button
          size="small"
          appearance="transparent"
          className={styles.sort}
          iconPosition="after"
          icon={icon}
          onClick={() =>
            void navigate({ to: '.', search: (now: object) => ({ ...now, sort: next }), replace: true })
          }
        >
          {label}
        </Button>
      ) : (
        label
      )}
    </span>
  );
}
