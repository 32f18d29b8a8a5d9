import {
  type QuestionSet,
  type SetDocument,
  type SetQuery,
  paragraphFile,
  readRows,
} from './question-set.js';

interface Task {
  task_id: string;
  contexts: { document_id: string; text: string; title?: string }[];
  input: { speaker: string; text: string }[];
  targets: { text: string }[];
  answerability: string[];
}

/**
 * The last question of a conversation over the passages of all of them. Questions that want a question back are left
 * out: an answer from documents can be neither right nor wrong there.
 */
export function conversations(folder: string): QuestionSet {
  const tasks = readRows<Task>(folder, 'reference.jsonl');
  const documents = new Map<string, SetDocument>();
  for (const { document_id: id, text, title = '' } of tasks.flatMap((task) => task.contexts))
    if (!documents.has(id)) documents.set(id, paragraphFile(id, title, text));
  const queries = tasks.flatMap((task): SetQuery[] => {
    const asked = task.input.filter(({ speaker }) => speaker === 'user').map(({ text }) => text);
    const [state] = task.answerability;
    if (!asked.length || state === 'UNDERSPECIFIED') return [];
    const answerable = state !== 'UNANSWERABLE';
    return [
      {
        id: task.task_id,
        text: asked.at(-1)!,
        turns: asked.slice(0, -1),
        golds: answerable ? task.contexts.map(({ document_id }) => document_id) : [],
        answers: answerable ? task.targets.map(({ text }) => text) : [],
        answerable,
      },
    ];
  });
  return { kind: 'conversations', languages: [], documents: [...documents.values()], queries };
}
