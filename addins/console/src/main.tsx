import { ApiClient } from '@deskmate/client';
import { UiRoot, connection, createI18n } from '@deskmate/ui';
import '@deskmate/ui/page.css';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { router } from './routes.js';
import { UploadsProvider } from './shell/uploads.js';

const api = new ApiClient({ onReachable: connection.report });
const i18n = await createI18n({
  en: async () => (await import('./i18n/en.js')).en,
  zh: async () => (await import('./i18n/zh.js')).zh,
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <UiRoot api={api} i18n={i18n}>
      <UploadsProvider>
        <RouterProvider router={router} />
      </UploadsProvider>
    </UiRoot>
  </StrictMode>,
);
