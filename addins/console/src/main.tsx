import { ApiClient } from '@deskmate/client';
import { UiRoot, connection, createI18n } from '@deskmate/ui';
import '@deskmate/ui/page.css';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { router } from './routes.js';
import { UploadsProvider } from './shell/uploads.js';

const api = new ApiClient({ onReachable: connection.report });

// No await at the top: what is fetched on the way may stand on this very file.
void createI18n({
  en: async () => (await import('./i18n/en.js')).en,
  zh: async () => (await import('./i18n/zh.js')).zh,
}).then((i18n) =>
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <UiRoot api={api} i18n={i18n}>
        <UploadsProvider>
          <RouterProvider router={router} />
        </UploadsProvider>
      </UiRoot>
    </StrictMode>,
  ),
);
