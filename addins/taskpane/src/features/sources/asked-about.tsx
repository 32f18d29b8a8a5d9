import { useApi } from '@deskmate/ui';
import { Button, Text, makeStyles, tokens } from '@fluentui/react-components';
import { DismissRegular, DocumentSearchRegular } from '@fluentui/react-icons';
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  chip: {
    display: 'flex',
    alignItems: 'center',
    alignSelf: 'start',
    gap: tokens.spacingHorizontalXS,
    maxWidth: '100%',
    boxSizing: 'border-box',
    paddingInlineStart: tokens.spacingHorizontalS,
    color: tokens.colorBrandForeground2,
    backgroundColor: tokens.colorBrandBackground2,
    border: `1px solid ${tokens.colorBrandStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
  },
  icon: { flexShrink: 0 },
  text: { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  remove: { flexShrink: 0, minWidth: '32px', minHeight: '32px', color: 'inherit' },
  line: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

/** The titles of some documents, as one text; undefined until they are known, '' for none. */
export function useDocumentNames(ids: string[]): string | undefined {
  const { t } = useTranslation();
  const api = useApi();
  const results = useQueries({
    queries: ids.map((id) => ({ queryKey: ['documents', id], queryFn: () => api.documents.get(id) })),
  });
  if (results.some(({ isPending }) => isPending)) return undefined;
  return results.map(({ data }) => data?.title ?? t('ask.closedDocument')).join(', ');
}

interface AboutChipProps {
  documentId: string;
  onRemove: () => void;
}

/** The document that the next question is about, and a way back to all of them. */
export function AboutChip({ documentId, onRemove }: AboutChipProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const text = t('ask.onlyAbout', { title: useDocumentNames([documentId]) ?? '…' });
  return (
    <div className={styles.chip} role="group" aria-label={text}>
      <DocumentSearchRegular className={styles.icon} fontSize={16} aria-hidden />
      <Text size={200} className={styles.text} title={text}>
        {text}
      </Text>
      <Button
        size="small"
        appearance="transparent"
        shape="circular"
        className={styles.remove}
        icon={<DismissRegular />}
        aria-label={t('ask.aboutAll')}
        title={t('ask.aboutAll')}
        onClick={onRemove}
      />
    </div>
  );
}

/** Below a question: the document that it was about. */
export function AboutLine({ documentIds }: { documentIds: string[] }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const title = useDocumentNames(documentIds);
  if (!title) return null;
  return (
    <Text size={200} className={styles.line}>
      {t('ask.onlyAbout', { title })}
    </Text>
  );
}
