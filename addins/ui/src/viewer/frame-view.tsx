import { makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useThemeName } from '../foundation/theme-preference.js';
import { useApi } from '../session/api-context.js';
import type { ViewTarget } from './view-target.js';

const useStyles = makeStyles({
  frame: {
    flex: '1 1 0',
    minHeight: 0,
    width: '100%',
    border: 'none',
    backgroundColor: tokens.colorNeutralBackground1,
  },
});

/** The server's sanitised page of a document, in a frame that may do nothing at all. */
export function FrameView({ target }: { target: ViewTarget }) {
  const { t, i18n } = useTranslation();
  const styles = useStyles();
  const api = useApi();
  const theme = useThemeName();
  const { documentId, versionId, passage } = target;
  const url = api.documents.viewUrl(documentId, versionId, {
    from: passage?.fromOrdinal,
    to: passage?.toOrdinal,
    start: passage?.start,
    end: passage?.end,
    locale: i18n.language,
    theme: theme === 'light' ? 'light' : 'dark',
  });
  const address = passage ? `${url}#hit` : url;
  return (
    <iframe
      key={url}
      className={styles.frame}
      sandbox=""
      referrerPolicy="no-referrer"
      title={t('viewer.title', { title: target.title })}
      src={address}
      // Once more when all is laid out: a page that got its last width late would stand beside the place.
      onLoad={passage && (({ currentTarget }) => (currentTarget.src = address))}
    />
  );
}
