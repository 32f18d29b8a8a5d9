import { jest } from '@jest/globals';
import { FluentProvider, webLightTheme } from '@fluentui/react-components';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { createI18n } from '../i18n/i18n.js';
import { VersionSwitch } from './version-switch.js';

const i18n = await createI18n({ en: async () => ({}), zh: async () => ({}) }, 'en');

function show(position: number) {
  const onShow = jest.fn();
  render(
    <FluentProvider theme={webLightTheme}>
      <I18nextProvider i18n={i18n}>
        <VersionSwitch position={position} total={2} onShow={onShow} />
      </I18nextProvider>
    </FluentProvider>,
  );
  const click = (name: RegExp) => fireEvent.click(screen.getByRole('button', { name }));
  return { onShow, click };
}

afterEach(cleanup);

it('goes to the neighbouring version, and not beyond the last', () => {
  const { onShow, click } = show(2);
  expect(screen.getByRole('group', { name: 'Version 2 of 2 of this answer' }).textContent).toContain('2/2');
  click(/^Later/);
  expect(onShow).not.toHaveBeenCalled();
  click(/^Earlier/);
  expect(onShow).toHaveBeenCalledWith(1);
});
