import { EmptyState } from '@deskmate/ui';
import { Button } from '@fluentui/react-components';
import { DocumentSearchRegular } from '@fluentui/react-icons';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

export function NotFoundPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <main>
      <EmptyState
        isPage
        icon={<DocumentSearchRegular />}
        title={t('notFound.title')}
        text={t('notFound.text')}
      >
        <Button appearance="primary" onClick={() => void navigate({ to: '/spaces' })}>
          {t('nav.spaces')}
        </Button>
      </EmptyState>
    </main>
  );
}
