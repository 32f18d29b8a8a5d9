import type { Space } from '@deskmate/client';
import { EmptyState, QueryState, RelativeTime, useApi } from '@deskmate/ui';
import { Button, Text } from '@fluentui/react-components';
import { ArrowUndoRegular, DeleteRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shell/data-table.js';
import { useChange } from '../../shell/use-change.js';

/** What was deleted from this space within the last 30 days, and can come back. */
export function DeletedDocuments({ space }: { space: Space }) {
  const { t } = useTranslation();
  const api = useApi();
  const change = useChange('documents', 'spaces');
  const query = useQuery({
    queryKey: ['documents', 'deleted', space.id],
    queryFn: async () =>
      (await api.documents.deleted({ limit: 200 })).items.filter(({ spaceId }) => spaceId === space.id),
  });
  return (
    <QueryState
      query={query}
      isEmpty={(items) => items.length === 0}
      empty={
        <EmptyState
          icon={<DeleteRegular />}
          title={t('documents.noneDeleted')}
          text={t('documents.noneDeletedText')}
        />
      }
    >
      {(items) => (
        <DataTable
          label={t('spaces.tab.deleted')}
          columns={[t('documents.column.title'), t('documents.column.deleted'), '']}
        >
          {items.map((document) => (
            <tr key={document.id}>
              <td>
                <Text>{document.title}</Text>
              </td>
              <td>{document.deletedAt && <RelativeTime iso={document.deletedAt} />}</td>
              <td>
                <Button
                  size="small"
                  icon={<ArrowUndoRegular />}
                  onClick={() =>
                    void change(() => api.documents.restore(document.id), {
                      done: t('documents.restored', { title: document.title }),
                    })
                  }
                >
                  {t('action.restore')}
                </Button>
              </td>
            </tr>
          ))}
        </DataTable>
      )}
    </QueryState>
  );
}
