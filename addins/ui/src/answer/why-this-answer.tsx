import type { Answer } from '@deskmate/client';
import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { millisecondsText } from '../foundation/amounts.js';

const useStyles = makeStyles({
  root: { marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalMNudge})` },
  panel: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    paddingBottom: tokens.spacingVerticalS,
  },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalXS,
    margin: 0,
    '& dt': { color: tokens.colorNeutralForeground2 },
    '& dd': { margin: 0, overflowWrap: 'anywhere', fontVariantNumeric: 'tabular-nums' },
  },
  list: { margin: 0, paddingInlineStart: '1.6em', fontVariantNumeric: 'tabular-nums' },
});

const stages = ['understanding', 'searching', 'reading', 'quoting', 'writing', 'checking', 'total'];

/** What stood behind an answer: passages in their order, model, mode, times, and the code to ask about it. */
export function WhyThisAnswer({ answer, filterText }: { answer: Answer; filterText?: string }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const times = Object.entries(answer.timings)
    .sort(([a], [b]) => stages.indexOf(a) - stages.indexOf(b))
    .map(
      ([stage, ms]) =>
        `${t(`stage.name.${stage}`, { defaultValue: stage })} ${millisecondsText(ms, i18n.language)}`,
    );
  const facts: [string, string][] = [
    [t('why.mode'), `${t(`mode.${answer.mode}`)}${answer.modeReason ? `: ${answer.modeReason}` : ''}`],
    [t('why.model'), answer.model?.name ?? t('why.noModel')],
    [t('why.times'), times.join(' · ') || '–'],
    [t('why.filter'), filterText || t('why.noFilter')],
    [t('why.code'), answer.correlationId || answer.id],
  ];
  return (
    <Accordion collapsible className={styles.root}>
      <AccordionItem value="why">
        <AccordionHeader size="small">{t('why.title')}</AccordionHeader>
        <AccordionPanel>
          <div className={styles.panel}>
            <dl className={styles.facts}>
              {facts.map(([name, value]) => (
                <Fact key={name} name={name} value={value} />
              ))}
            </dl>
            <Text weight="semibold" size={200}>
              {t('why.considered', { count: answer.considered.length })}
            </Text>
            <ol className={styles.list}>
              {answer.considered.map((passage) => (
                <li key={passage.rank}>
                  <Text size={200}>
                    {passage.title}, {passage.place}
                    {passage.used && ` (${t('why.used')})`}
                  </Text>
                </li>
              ))}
            </ol>
          </div>
        </AccordionPanel>
      </AccordionItem>
    </Accordion>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>
        <Text size={200}>{name}</Text>
      </dt>
      <dd>
        <Text size={200}>{value}</Text>
      </dd>
    </>
  );
}
