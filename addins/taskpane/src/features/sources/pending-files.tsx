import { type DroppedFile, ProblemView, bytesText } from '@deskmate/ui';
import { Button, Dropdown, Option, Text, makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk } from '../ask/ask-context.js';
import { spaceIdsOf } from '../ask/space-ids.js';
import { canWriteTo, useSpaces } from '../ask/use-spaces.js';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorBrandBackground2,
  },
  text: { flex: '1 1 160px' },
  space: { flex: '1 1 140px', minWidth: 0 },
});

interface PendingFilesProps {
  files: DroppedFile[];
  spaces?: string;
  onDone: () => void;
}

/** Files that were given: into which space? No dialog, no loss of place. */
export function PendingFiles({ files, spaces, onDone }: PendingFilesProps) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const { uploads } = useAsk();
  const query = useSpaces();
  const targets = (query.data ?? []).filter(canWriteTo);
  const filtered = spaceIdsOf(spaces);
  const preferred = targets.find((space) => filtered.includes(space.id)) ?? targets[0];
  const [chosenId, setChosenId] = useState<string>();
  useEffect(() => setChosenId(undefined), [files]);
  const chosen = targets.find((space) => space.id === chosenId) ?? preferred;
  const size = files.reduce((sum, { file }) => sum + file.size, 0);
  const add = () => {
    if (chosen) void uploads.add(chosen, files);
    onDone();
  };
  if (query.isError) return <ProblemView error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className={styles.root} role="group" aria-label={t('upload.add')}>
      <Text className={styles.text}>
        {t('upload.given', { count: files.length, size: bytesText(size, i18n.language) })}
      </Text>
      {targets.length > 0 ? (
        <Dropdown
          className={styles.space}
          aria-label={t('upload.intoSpace')}
          value={chosen?.name ?? ''}
          selectedOptions={chosen ? [chosen.id] : []}
          onOptionSelect={(_, data) => setChosenId(data.optionValue)}
        >
          {targets.map((space) => (
            <Option key={space.id} value={space.id} text={space.name}>
              {space.name}
            </Option>
          ))}
        </Dropdown>
      ) : (
        <Text>{t('upload.noSpace')}</Text>
      )}
      <Button appearance="primary" disabled={!chosen} onClick={add}>
        {t('upload.addHere')}
      </Button>
      <Button appearance="subtle" onClick={onDone}>
        {t('action.cancel')}
      </Button>
    </div>
  );
}
