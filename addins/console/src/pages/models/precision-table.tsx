import type { ModelPrecisions, ModelSetting, PrecisionFigures } from '@deskmate/client';
import { RelativeTime, bytesText } from '@deskmate/ui';
import { Badge, Text, makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shell/data-table.js';

const useStyles = makeStyles({
  name: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  quiet: { color: tokens.colorNeutralForeground2 },
});

interface PrecisionTableProps {
  items: ModelPrecisions['items'];
  served: ModelSetting['servedPrecision'];
}

/** What each precision was measured to cost, and which one serves. */
export function PrecisionTable({ items, served }: PrecisionTableProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [first] = items;
  const columns = ['precision', 'perplexity', 'distance', 'sameChoice', 'reads', 'writes', 'memory'];
  return (
    <>
      <DataTable label={t('precisions.table')} columns={columns.map((column) => t(`precisions.${column}`))}>
        {items.map((figures) => (
          <Row key={figures.precision} figures={figures} isServed={figures.precision === served} />
        ))}
      </DataTable>
      {first && (
        <Text size={200} className={styles.quiet}>
          {t('precisions.measuredOn', { processor: first.processor, count: first.threads })}{' '}
          <RelativeTime iso={first.measuredAt} />
        </Text>
      )}
    </>
  );
}

function Row({ figures, isServed }: { figures: PrecisionFigures; isServed: boolean }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const { precision, klToFp32, sameChoice, isAllowed } = figures;
  const number = (value: number, digits: number): string =>
    new Intl.NumberFormat(i18n.language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
  return (
    <tr>
      <td>
        <span className={styles.name}>
          <Text weight="semibold">{precision}</Text>
          {isServed && (
            <Badge appearance="tint" color="success" icon={<CheckmarkCircleRegular aria-hidden />}>
              {t('precisions.serves')}
            </Badge>
          )}
          {!isAllowed && (
            <Badge appearance="tint" color="danger">
              {t('precisions.refused')}
            </Badge>
          )}
        </span>
      </td>
      <td>{number(figures.perplexity, 2)}</td>
      <td>{klToFp32 === null ? '–' : number(klToFp32, 4)}</td>
      <td>{sameChoice === null ? '–' : `${number(100 * sameChoice, 1)} %`}</td>
      <td>{number(figures.promptTokensPerS, 0)}</td>
      <td>{number(figures.newTokensPerS, 1)}</td>
      <td>{bytesText(figures.weightsMb * 1e6, i18n.language)}</td>
    </tr>
  );
}
