import { Tab, TabList, makeStyles } from '@fluentui/react-components';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page.js';
import { GroupList } from './group-list.js';
import { PersonList } from './person-list.js';

const useStyles = makeStyles({ tabs: { marginInlineStart: '-10px' } });

export function PeoplePage() {
  const { t } = useTranslation();
  const styles = useStyles();
  const navigate = useNavigate();
  const { tab } = useSearch({ from: '/people' });
  return (
    <Page title={t('nav.people')} intro={t('people.intro')}>
      <TabList
        className={styles.tabs}
        selectedValue={tab ?? 'people'}
        onTabSelect={(_, data) =>
          void navigate({ to: '/people', search: { tab: data.value === 'groups' ? 'groups' : undefined } })
        }
      >
        <Tab value="people">{t('people.people')}</Tab>
        <Tab value="groups">{t('people.groups')}</Tab>
      </TabList>
      {tab === 'groups' ? <GroupList /> : <PersonList />}
    </Page>
  );
}
