import { Button } from '@fluentui/react-components';
import { DocumentErrorRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { EmptyState } from './empty-state.js';

/** The page itself failed (a bug of ours): says so, and begins anew. Drafts are kept in the browser. */
export function BrokenPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const message = error instanceof Error ? error.message : String(error);
  return (
    <main>
      <EmptyState
        isPage
        icon={<DocumentErrorRegular />}
        title={t('broken.title')}
        text={`${t('broken.text')} (${message})`}
      >
        <Button appearance="primary" onClick={() => location.reload()}>
          {t('broken.reload')}
        </Button>
      </EmptyState>
    </main>
  );
}
