import { jest } from '@jest/globals';
import { FluentProvider, webLightTheme } from '@fluentui/react-components';
import { fireEvent, render, screen } from '@testing-library/react';
import { useEffect } from 'react';
import { I18nextProvider } from 'react-i18next';
import { createI18n } from '../i18n/i18n.js';
import { useNotify } from './notify.js';
import { Toasts } from './toasts.js';

const i18n = await createI18n({ en: async () => ({}), zh: async () => ({}) }, 'en');

function Speaker({ undo }: { undo: () => void }) {
  const notify = useNotify();
  useEffect(() => notify({ text: 'Shelf deleted', action: { label: 'Undo', run: undo } }), [notify, undo]);
  return null;
}

it('keeps what is said before the place for messages is there, with its way back', async () => {
  const undo = jest.fn();
  const page = (withToasts: boolean) => (
    <FluentProvider theme={webLightTheme}>
      <I18nextProvider i18n={i18n}>
        <Speaker undo={undo} />
        {withToasts && <Toasts />}
      </I18nextProvider>
    </FluentProvider>
  );
  const { rerender } = render(page(false));
  expect(screen.queryByText('Shelf deleted')).toBeNull();
  rerender(page(true));
  fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  expect(undo).toHaveBeenCalledTimes(1);
});
