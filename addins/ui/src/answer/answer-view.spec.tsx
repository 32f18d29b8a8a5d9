import { jest } from '@jest/globals';
import type { Answer, ApiClient, Citation } from '@deskmate/client';
import { FluentProvider, Toaster, webLightTheme } from '@fluentui/react-components';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { TOASTER } from '../foundation/notify.js';
import { createI18n } from '../i18n/i18n.js';
import { ApiProvider } from '../session/api-context.js';
import { AnswerView, type AnswerViewProps } from './answer-view.js';
import './safe-markdown.js'; // comes later in the product; here it must not take longer than a wait for it
import { StreamingAnswer } from './streaming-answer.js';

const noTexts = { en: async () => ({}), zh: async () => ({}) };
const languages = { en: await createI18n(noTexts, 'en'), zh: await createI18n(noTexts, 'zh') };

const citation = (number: number, change: Partial<Citation> = {}): Citation => ({
  number,
  documentId: `d${number}`,
  versionId: `v${number}`,
  versionNumber: 1,
  isCurrentVersion: true,
  title: `Handbook ${number}`,
  fileName: 'handbook.docx',
  spaceId: 's1',
  spaceName: 'Everyone',
  anchor: { kind: 'page', page: 4, box: [0, 0, 1, 1] },
  fromOrdinal: 1,
  toOrdinal: 1,
  start: 0,
  end: 9,
  quote: '27 days of leave',
  updatedAt: '2026-11-20T10:00:00Z',
  ...change,
});

const answer = (change: Partial<Answer> = {}): Answer => ({
  id: 'a1',
  conversationId: 'c1',
  ordinal: 1,
  question: 'How many days?',
  regeneratesId: null,
  documentIds: [],
  skill: 'ask',
  mode: 'quote',
  modeReason: '',
  state: 'finished',
  finishReason: 'complete',
  error: null,
  blocks: [{ kind: 'paragraph', text: 'You have 27 days.', citations: [1], supported: true }],
  citations: [citation(1)],
  nearest: [],
  conflicts: [],
  model: null,
  support: { sentences: 1, supported: 1, confidence: 0.9 },
  timings: { searching: 40 },
  considered: [{ title: 'Handbook 1', place: 'p. 4', rank: 1, used: true }],
  feedback: null,
  correlationId: 'corr-1',
  createdAt: '2026-11-20T10:00:00Z',
  ...change,
});

function show(
  change: Partial<Answer> = {},
  props: Partial<AnswerViewProps> = {},
  locale: 'en' | 'zh' = 'en',
) {
  const handlers = {
    onOpen: jest.fn<AnswerViewProps['onOpen']>(),
    onFeedback: jest.fn<AnswerViewProps['onFeedback']>(),
  };
  handlers.onFeedback.mockResolvedValue(undefined);
  render(
    <Surroundings locale={locale}>
      <AnswerView
        answer={answer(change)}
        linkOf={(one) => `/documents/${one.documentId}`}
        {...handlers}
        {...props}
      />
    </Surroundings>,
  );
  return handlers;
}

function Surroundings({ locale = 'en', children }: { locale?: 'en' | 'zh'; children: React.ReactNode }) {
  return (
    <FluentProvider theme={webLightTheme}>
      <I18nextProvider i18n={languages[locale]}>
        <ApiProvider api={{} as ApiClient}>
          {children}
          <Toaster toasterId={TOASTER} />
        </ApiProvider>
      </I18nextProvider>
    </FluentProvider>
  );
}

afterEach(cleanup);

it('says how the answer was made, and opens a source by its mark and by its card', () => {
  const { onOpen } = show();
  expect(screen.getByText('Quoted from 1 document')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Source 1: Handbook 1, p. 4' }));
  fireEvent.click(within(screen.getByRole('list')).getByRole('button'));
  expect(onOpen.mock.calls.map(([opened]) => opened.number)).toEqual([1, 1]);
});

it('counts what a model wrote and marks the sentence that no source supports', async () => {
  show({
    mode: 'write',
    model: { id: 'm', name: 'SmolLM2' },
    support: { sentences: 2, supported: 1, confidence: null },
    blocks: [
      { kind: 'paragraph', text: 'You have **27** days.', citations: [1], supported: true },
      { kind: 'paragraph', text: 'More are planned.', citations: [], supported: false },
    ],
  });
  expect(screen.getByText('Written by SmolLM2 from 1 document, 1 of 2 sentences supported')).toBeTruthy();
  expect((await screen.findByText('27')).tagName).toBe('STRONG');
  expect(screen.getByText('(no source says this)')).toBeTruthy();
});

it('shows quoted words as they stand, even where they look like Markdown', () => {
  show({ blocks: [{ kind: 'paragraph', text: 'Use *.md and <b>tags</b>', citations: [], supported: true }] });
  expect(screen.getByText('Use *.md and <b>tags</b>')).toBeTruthy();
});

it('declines with the three nearest passages and what would help', () => {
  const onSearchEverywhere = jest.fn();
  show(
    { finishReason: 'declined', blocks: [], citations: [], nearest: [1, 2, 3, 4].map((n) => citation(n)) },
    { onSearchEverywhere },
  );
  expect(screen.getByText('Nothing in the documents you may read answers this.')).toBeTruthy();
  expect(screen.getAllByText('27 days of leave')).toHaveLength(3);
  fireEvent.click(screen.getByRole('button', { name: 'Search all my spaces' }));
  expect(onSearchEverywhere).toHaveBeenCalled();
});

it('says that a cited version is not the current one, and what disagrees', () => {
  show({
    citations: [citation(1, { isCurrentVersion: false, versionNumber: 2 })],
    conflicts: [{ message: 'The 2025 edition says 25.', citations: [1] }],
  });
  expect(screen.getByText('Version 2; the document has changed since')).toBeTruthy();
  expect(screen.getByText(/The 2025 edition says 25/)).toBeTruthy();
});

it('says what a reader should know about an answer, and why one could not be finished', () => {
  const error = { code: 'model-slow', detail: 'The embedder did not answer in time.', retryable: true };
  show({ finishReason: 'failed', error, notes: ['Two documents are still being read.'] });
  expect(screen.getByText(/could not be finished.*The embedder did not answer in time/)).toBeTruthy();
  expect(screen.getByText('Two documents are still being read.')).toBeTruthy();
});

it('asks for reasons in a row after a thumb down, and sends reason and sentence', async () => {
  const { onFeedback } = show();
  fireEvent.click(screen.getByRole('button', { name: 'Bad answer' }));
  expect(onFeedback).toHaveBeenCalledWith({ kind: 'down' });
  fireEvent.click(await screen.findByRole('button', { name: 'Too long' }));
  fireEvent.change(screen.getByRole('textbox'), { target: { value: 'Shorter, please.' } });
  fireEvent.click(screen.getByRole('button', { name: 'Send' }));
  expect(onFeedback).toHaveBeenLastCalledWith({
    kind: 'down',
    reason: 'too-long',
    comment: 'Shorter, please.',
    shareText: false,
  });
});

it('keeps the sentence when sending fails', async () => {
  show({}, { onFeedback: () => Promise.reject(new TypeError('gone')) });
  fireEvent.click(screen.getByRole('button', { name: 'Correct' }));
  const area = await screen.findByRole('textbox', { name: 'The answer as it should be' });
  fireEvent.change(area, { target: { value: 'You have 28 days.' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save correction' }));
  expect(await screen.findByText('The server did not answer.')).toBeTruthy();
  expect((area as HTMLTextAreaElement).value).toBe('You have 28 days.');
});

it('speaks Chinese', () => {
  show({}, {}, 'zh');
  expect(screen.getByText('摘自 1 份文档')).toBeTruthy();
  expect(screen.getByRole('button', { name: '出处 1：Handbook 1, 第 4 页' })).toBeTruthy();
});

it('tells what happens while it happens, and lets a screen reader hear whole sentences only', () => {
  const onStop = jest.fn();
  const blocks = ['First sentence.', 'Half a sen'].map((text) => ({
    kind: 'paragraph' as const,
    text,
    citations: [],
    supported: null,
  }));
  const { container } = render(
    <Surroundings>
      <StreamingAnswer
        streaming={{
          blocks,
          citations: [],
          mode: 'quote',
          startedAt: Date.now(),
          isConnected: true,
          stage: { stage: 'searching', spaces: 3 },
        }}
        onOpen={() => undefined}
        onStop={onStop}
      />
    </Surroundings>,
  );
  expect(screen.getByText(/Searching 3 spaces/)).toBeTruthy();
  const heard = container.querySelector('[aria-live="polite"]')!;
  expect(heard.textContent).toBe('First sentence.');
  fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
  expect(onStop).toHaveBeenCalled();
});
