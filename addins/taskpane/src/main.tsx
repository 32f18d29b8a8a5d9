import { ApiClient } from '@deskmate/client';
import { UiRoot, connection, createI18n } from '@deskmate/ui';
import '@deskmate/ui/page.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { AskProvider } from './features/ask/ask-context.js';
import { en } from './i18n/en.js';
import { zh } from './i18n/zh.js';

const api = new ApiClient({ onReachable: connection.report });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <UiRoot api={api} i18n={createI18n({ en, zh })}>
      <AskProvider>
        <App />
      </AskProvider>
    </UiRoot>
  </StrictMode>,
);
