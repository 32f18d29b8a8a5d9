import { jest } from '@jest/globals';
import { FluentProvider, webLightTheme } from '@fluentui/react-components';
import { act, cleanup, fireEvent, render, renderHook, screen } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { createI18n } from '../i18n/i18n.js';
import { Composer } from './composer.js';
import { useDraft } from './use-draft.js';

const i18n = await createI18n({ en: async () => ({}), zh: async () => ({}) }, 'en');

function show(value: string, onStop?: () => void) {
  const onSend = jest.fn();
  render(
    <FluentProvider theme={webLightTheme}>
      <I18nextProvider i18n={i18n}>
        <Composer
          value={value}
          onChange={() => undefined}
          onSend={onSend}
          onStop={onStop}
          placeholder="Ask"
        />
      </I18nextProvider>
    </FluentProvider>,
  );
  return { onSend, box: screen.getByRole('textbox', { name: 'Question' }) };
}

afterEach(cleanup);

it('sends on Enter, not on Shift+Enter, and not while an input method is composing', () => {
  const { onSend, box } = show('When?');
  fireEvent.keyDown(box, { key: 'Enter', shiftKey: true });
  fireEvent.keyDown(box, { key: 'Enter', isComposing: true });
  expect(onSend).not.toHaveBeenCalled();
  fireEvent.keyDown(box, { key: 'Enter' });
  expect(onSend).toHaveBeenCalledTimes(1);
});

it('sends nothing that is empty, and nothing while an answer is being made', () => {
  const empty = show('   ');
  fireEvent.keyDown(empty.box, { key: 'Enter' });
  expect(empty.onSend).not.toHaveBeenCalled();
  cleanup();
  const busy = show('When?', () => undefined);
  fireEvent.keyDown(busy.box, { key: 'Enter' });
  expect(busy.onSend).not.toHaveBeenCalled();
  expect(screen.getByRole('button', { name: 'Stop' })).toBeTruthy();
});

it('keeps a draft for each conversation over a reload', () => {
  const first = renderHook(({ name }) => useDraft(name), { initialProps: { name: 'c1' } });
  act(() => first.result.current[1]('half a question'));
  first.rerender({ name: 'c2' });
  expect(first.result.current[0]).toBe('');
  first.unmount();
  const again = renderHook(() => useDraft('c1'));
  expect(again.result.current[0]).toBe('half a question');
  act(() => again.result.current[1](''));
  expect(localStorage.getItem('deskmate.draft.c1')).toBeNull();
});
