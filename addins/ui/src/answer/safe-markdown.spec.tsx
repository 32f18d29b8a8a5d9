import { FluentProvider, webLightTheme } from '@fluentui/react-components';
import { cleanup, render } from '@testing-library/react';
import { SafeMarkdown, safeUrl } from './safe-markdown.js';

const html = (text: string): HTMLElement =>
  render(
    <FluentProvider theme={webLightTheme}>
      <SafeMarkdown text={text} />
    </FluentProvider>,
  ).container;

afterEach(cleanup);

it.each([
  '<script>alert(1)</script>text',
  '<img src=x onerror=alert(1)>',
  '<iframe src="https://evil.example"></iframe>',
  '<a href="javascript:alert(1)" onclick="alert(1)">x</a>',
])('drops raw HTML: %s', (text) => {
  const found = html(text).querySelectorAll('script, img, iframe, [onerror], [onclick], a');
  expect(found).toHaveLength(0);
});

it('shows the description of an image and never fetches it', () => {
  const container = html('Look: ![a chart](https://evil.example/pixel.png)');
  expect(container.querySelector('img')).toBeNull();
  expect(container.textContent).toContain('a chart');
});

it.each([
  'javascript:alert(1)',
  ' JavaScript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  '//evil.example',
  '/api/v1/me',
  'java\nscript:x',
])('gives no target to %j', (url) => expect(safeUrl(url, 'href', {} as never)).toBe(''));

it('keeps web and mail links, opened apart and without a referrer', () => {
  const link = html('[site](https://example.org)').querySelector('a')!;
  expect(link.getAttribute('href')).toBe('https://example.org');
  expect(link.getAttribute('rel')).toContain('noopener');
  expect(safeUrl('mailto:a@example.org', 'href', {} as never)).toBe('mailto:a@example.org');
});
