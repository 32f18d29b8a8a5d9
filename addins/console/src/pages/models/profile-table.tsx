import type { ModelProfile, ProfileCriterion } from '@deskmate/client';
import { RelativeTime } from '@deskmate/ui';
import { Text, makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular, DismissCircleRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shell/data-table.js';

const useStyles = makeStyles({
  met: { display: 'flex', alignItems: 'center', gap: '6px' },
  good: { color: tokens.colorStatusSuccessForeground1 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** What a model was measured to be capable of, against what writing needs. */
export function ProfileTable({ profile }: { profile: ModelProfile }) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <>
      <Text>
        {t(profile.mayWrite ? 'models.mayWrite' : 'models.mayNotWrite')}{' '}
        <span className={styles.quiet}>
          {t('models.measuredOn', { set: profile.setVersion })} <RelativeTime iso={profile.measuredAt} />
        </span>
      </Text>
      <DataTable
        label={t('models.profile')}
        columns={[t('models.criterion'), t('models.measured'), t('models.needed'), t('models.met')]}
      >
        {profile.criteria.map((criterion) => (
          <Row key={criterion.name} criterion={criterion} />
        ))}
      </DataTable>
    </>
  );
}

const COUNTS = new Set(['items', 'unanswerable']);

function Row({ criterion: { name, value, needed, direction, met } }: { criterion: ProfileCriterion }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const digits = COUNTS.has(name) ? 0 : 2;
  const format = new Intl.NumberFormat(i18n.language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return (
    <tr>
      <td>{t(`models.criteria.${name}`)}</td>
      <td>{format.format(value)}</td>
      <td>{`${direction === 'at-least' ? '≥' : '≤'} ${format.format(needed)}`}</td>
      <td>
        <span className={styles.met}>
          {met ? (
            <CheckmarkCircleRegular aria-hidden className={styles.good} fontSize={16} />
          ) : (
            <DismissCircleRegular aria-hidden className={styles.bad} fontSize={16} />
          )}
          {t(met ? 'models.yes' : 'models.no')}
        </span>
      </td>
    </tr>
  );
}
