import { DocumentViewer, QueryState, type ViewTarget, targetOfDocument, useApi } from '@deskmate/ui';
import type { ApiClient, Block, Document } from '@deskmate/client';
import { makeStyles } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { PlaceSearch } from '../../routes.js';
import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';

const useStyles = makeStyles({
  page: { flex: '1 1 0', minHeight: 0, display: 'flex', flexDirection: 'column' },
});

/** One document by its address, at a passage if the address names one. */
export function DocumentPage() {
  const styles = useStyles();
  const api = useApi();
  const navigate = useNavigate();
  const router = useRouter();
  const { documentId = '' } = useParams({ strict: false });
  const place = useSearch({ from: '/signed-in/documents/$documentId' });
  const query = useQuery({
    queryKey: ['document-at', documentId, place],
    queryFn: async () => {
      const document = await api.documents.get(documentId);
      return targetAt(document, place, await firstBlock(api, document, place));
    },
  });
  const close = () => (router.history.canGoBack() ? router.history.back() : void navigate({ to: '/' }));
  const show = (target: ViewTarget) =>
    void navigate({ to: '/documents/$documentId', params: { documentId: target.documentId } });
  const askAbout = (about: string) => void navigate({ to: '/', search: { about } });
  return (
    <main className={styles.page}>
      <QueryState query={query}>
        {(target) => (
          <DocumentViewer target={target} isOver isPage onClose={close} onShow={show} onAskAbout={askAbout} />
        )}
      </QueryState>
    </main>
  );
}

async function firstBlock(api: ApiClient, document: Document, { version, from }: PlaceSearch) {
  if (from === undefined) return undefined;
  const around = { around: from, count: 3 };
  const { blocks } = await api.documents.blocks(document.id, version ?? document.version.id, around);
  return blocks.find((block) => block.ordinal === from);
}

export function targetAt(document: Document, place: PlaceSearch, block: Block | undefined): ViewTarget {
  const target = targetOfDocument(document);
  const versionId = place.version ?? target.versionId;
  if (place.from === undefined || !block) return { ...target, versionId };
  const to = place.to ?? place.from;
  const { start = 0, end = block.text.length, from } = place;
  const passage = { anchor: block.anchor, fromOrdinal: from, toOrdinal: to, start, end, quote: block.text };
  return { ...target, versionId, passage };
}
