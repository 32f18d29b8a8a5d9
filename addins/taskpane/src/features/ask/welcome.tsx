import { type DroppedFile, chooseFiles, lazyPart, useApi, useMay, useSession } from '@deskmate/ui';
import { Button, Text, Title1, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowRightRegular, DocumentAddRegular, FolderAddRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSpaces } from './use-spaces.js';

const SampleCompany = lazyPart(async () => (await import('./sample-company.js')).SampleCompany);

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXL,
    paddingTop: 'clamp(8px, 9vh, 96px)',
  },
  head: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  title: {
    '@media (max-width: 480px)': { fontSize: tokens.fontSizeBase600, lineHeight: tokens.lineHeightBase600 },
  },
  lead: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase400, lineHeight: 1.6 },
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 260px), 1fr))',
    gap: tokens.spacingHorizontalS,
  },
  question: {
    width: '100%',
    height: '100%',
    minHeight: '48px',
    justifyContent: 'space-between',
    textAlign: 'start',
    fontWeight: tokens.fontWeightRegular,
  },
  actions: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

interface WelcomeProps {
  onAsk: (question: string) => void;
  onFiles: (files: DroppedFile[]) => void;
}

/** Before the first question: what this is, and the next step. */
export function Welcome({ onAsk, onFiles }: WelcomeProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const session = useSession().data;
  const mayWrite = useMay('document.write');
  const spaces = useSpaces().data ?? [];
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => api.setup.get() });
  const documents = spaces.reduce((sum, space) => sum + space.documentCount, 0);
  const sample = setup.data?.sampleCompany;
  const isOwner = session?.person.role === 'owner';
  const name = session?.person.name.split(/\s+/)[0];
  return (
    <div className={styles.root}>
      <div className={styles.head}>
        <Title1 as="h2" className={styles.title}>
          {t('welcome.title', { name })}
        </Title1>
        <Text className={styles.lead}>
          {documents > 0
            ? t('welcome.overDocuments', {
                count: documents,
                spaces: t('welcome.spaces', { count: spaces.length }),
              })
            : t('welcome.empty')}
        </Text>
      </div>
      {isOwner && (sample === 'offered' || sample === 'loading') && <SampleCompany state={sample} />}
      {sample === 'loaded' && documents > 0 && (
        <ul className={styles.list} aria-label={t('welcome.try')}>
          {(['leave', 'price', 'plan', 'home'] as const).map((key) => (
            <li key={key}>
              <Button
                className={styles.question}
                icon={<ArrowRightRegular />}
                iconPosition="after"
                onClick={() => onAsk(t(`welcome.questions.${key}`))}
              >
                {t(`welcome.questions.${key}`)}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {mayWrite && (
        <div className={styles.actions}>
          <Button icon={<DocumentAddRegular />} onClick={() => void chooseFiles().then(onFiles)}>
            {t('welcome.addFiles')}
          </Button>
          <Button
            icon={<FolderAddRegular />}
            onClick={() => void chooseFiles({ folder: true }).then(onFiles)}
          >
            {t('welcome.addFolder')}
          </Button>
        </div>
      )}
    </div>
  );
}
