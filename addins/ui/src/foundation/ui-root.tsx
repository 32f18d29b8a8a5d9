import { FluentProvider, RendererProvider, createDOMRenderer, makeStyles } from '@fluentui/react-components';
import type { ApiClient } from '@deskmate/client';
import type { i18n } from 'i18next';
import { type ReactNode, useEffect, useMemo } from 'react';
import { I18nextProvider } from 'react-i18next';
import { ApiProvider } from '../session/api-context.js';
import { ShortcutsProvider } from '../shortcuts/shortcuts.js';
import { BrokenBoundary } from '../states/broken-boundary.js';
import { ConnectionBanner } from '../states/connection-banner.js';
import { themes } from './brand-theme.js';
import { lazyPart } from './lazy-part.js';
import { useThemeName } from './theme-preference.js';

const Toasts = lazyPart(async () => (await import('./toasts.js')).Toasts);

const useStyles = makeStyles({
  page: { height: '100%', display: 'flex', flexDirection: 'column' },
});

/** The nonce that the server put into this response; without it a strict CSP drops every Fluent style. */
const pageNonce = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce || undefined;

/** What every page of ours stands in: styles under CSP, theme, language, API, shortcuts, toasts. */
export function UiRoot({ api, i18n, children }: { api: ApiClient; i18n: i18n; children: ReactNode }) {
  const renderer = useMemo(() => {
    const nonce = pageNonce();
    return createDOMRenderer(document, nonce ? { styleElementAttributes: { nonce } } : {});
  }, []);
  const theme = useThemeName();
  useEffect(() => {
    document.documentElement.style.colorScheme = theme === 'light' ? 'light' : 'dark';
  }, [theme]);
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <I18nextProvider i18n={i18n}>
        <ThemedRoot>
          <BrokenBoundary>
            <ApiProvider api={api}>
              <ShortcutsProvider>
                <ConnectionBanner />
                {children}
                <Toasts />
              </ShortcutsProvider>
            </ApiProvider>
          </BrokenBoundary>
        </ThemedRoot>
      </I18nextProvider>
    </RendererProvider>
  );
}

/** No class on the provider itself: Fluent puts it on every tooltip and menu as well. */
function ThemedRoot({ children }: { children: ReactNode }) {
  const styles = useStyles();
  const theme = useThemeName();
  return (
    <FluentProvider theme={themes[theme]}>
      <div className={styles.page}>{children}</div>
    </FluentProvider>
  );
}
