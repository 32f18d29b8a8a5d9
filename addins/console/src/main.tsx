import { ApiClient } from '@deskmate/client';
import { UiRoot, connection, createI18n } from '@deskmate/ui';
import '@deskmate/ui/page.css';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { en } from './i18n/en.js';
import { zh } from './i18n/zh.js';
import { router } from './routes.js';
import { UploadsProvider } from './shell/uploads.js';

const api = new ApiClient({ onReachable: connection.report });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <UiRoot api={api} i18n={createI18n({ en, zh })}>
      <UploadsProvider>
        <RouterProvider router={router} />
      </UploadsProvider>
    </UiRoot>
  </StrictMode>,
);
