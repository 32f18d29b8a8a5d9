import { Injectable } from '@nestjs/common';
import { AccessService, type Actor, PersonalTextStore } from '../../access/index.js';
import {
  Configuration,
  Database,
  type Page,
  decodeCursor,
  newId,
  notFound,
  toPage,
} from '../../platform/index.js';
import type { AskInput } from '../answer.dto.js';
import type { Turn } from '../answer-run.js';
import { AnswerRecord } from '../record/answer-record.js';
import type { Conversation, ConversationSource, ConversationWithAnswers } from './conversation.dto.js';
import { ConversationRepository, type ConversationRow } from './conversation.repository.js';
import { titleFrom } from './title.js';
import { firstTryOf, turnsBefore } from './turns.js';

interface ConversationText {
  title: string;
}

@Injectable()
export class ConversationsService {
  constructor(
    private readonly access: AccessService,
    private readonly conversations: ConversationRepository,
    private readonly record: AnswerRecord,
    private readonly texts: PersonalTextStore,
    private readonly database: Database,
    private readonly configuration: Configuration,
  ) {}

  async list(
    actor: Actor,
    {
      cursor,
      limit = 50,
      source = 'app',
    }: { cursor?: string | undefined; limit?: number; source?: ConversationSource } = {},
  ): Promise<Page<Conversation>> {
    await this.access.require(actor, 'conversation.manage');
    const after = decodeCursor<[string, string]>(cursor);
    const rows = await this.conversations.list(actor, { source, limit: limit + 1, after });
    const titles = await this.titlesOf(rows);
    return toPage(
      rows,
      limit,
      (row) => toConversation(row, titles.get(row.id)),
      (row) => [row.updatedAt.toISOString(), row.id],
    );
  }

  async create(
    actor: Actor,
    input: { title?: string | undefined; spaceIds: string[] },
  ): Promise<Conversation> {
    await this.access.require(actor, 'conversation.manage');
    return this.make(actor, { title: input.title ?? '', spaceIds: input.spaceIds, source: 'app' });
  }

  async get(actor: Actor, id: string): Promise<ConversationWithAnswers> {
    await this.access.require(actor, 'conversation.manage');
    const row = await this.row(actor, id);
    const [titles, answers] = [await this.titlesOf([row]), await this.record.listOfConversation(actor, id)];
    return { ...toConversation(row, titles.get(id)), answers };
  }

  async update(
    actor: Actor,
    id: string,
    { title, spaceIds }: { title?: string | undefined; spaceIds?: string[] | undefined },
  ): Promise<Conversation> {
    await this.access.require(actor, 'conversation.manage');
    await this.row(actor, id);
    if (spaceIds) {
      await this.requireSpaces(actor, spaceIds);
      await this.conversations.setSpaces(actor, id, spaceIds);
    }
    if (title) await this.texts.put(actor.personId, 'conversation', id, { title } satisfies ConversationText);
    const row = await this.row(actor, id);
    return toConversation(row, (await this.titlesOf([row])).get(id));
  }

  async remove(actor: Actor, id: string): Promise<void> {
    await this.access.require(actor, 'conversation.manage');
    if (!(await this.conversations.remove(actor, id))) throw notFound('conversation');
  }

  async restore(actor: Actor, id: string): Promise<Conversation> {
    await this.access.require(actor, 'conversation.manage');
    const row = await this.conversations.restore(actor, id, this.configuration.settings.deletedDays);
    if (!row) throw notFound('conversation');
    return toConversation(row, (await this.titlesOf([row])).get(id));
  }

  /** Where a question belongs: its conversation, or a new one named after it; with the spaces and turns that count. */
  async forQuestion(
    actor: Actor,
    input: AskInput,
    source: ConversationSource = 'app',
  ): Promise<{ id: string; input: AskInput; turns: Turn[] }> {
    if (!input.conversationId) {
      const title = titleFrom(input.question);
      const made = await this.make(actor, { title, spaceIds: input.spaceIds ?? [], source });
      return { id: made.id, input, turns: [] };
    }
    const row = await this.row(actor, input.conversationId);
    const answers = await this.record.listOfConversation(actor, row.id);
    if (!answers.length) await this.nameAfter(actor, row.id, input.question);
    const regeneratesId = input.regeneratesId && firstTryOf(answers, input.regeneratesId);
    return {
      id: row.id,
      input: { ...input, spaceIds: spacesFor(input, row), regeneratesId },
      turns: turnsBefore(answers, regeneratesId),
    };
  }

  private async make(
    actor: Actor,
    { title, spaceIds, source }: { title: string; spaceIds: string[]; source: ConversationSource },
  ): Promise<Conversation> {
    await this.requireSpaces(actor, spaceIds);
    return this.database.transaction(async () => {
      const row = await this.conversations.create(actor, { id: newId(), spaceIds, source });
      if (title)
        await this.texts.put(actor.personId, 'conversation', row.id, { title } satisfies ConversationText);
      return toConversation(row, title);
    });
  }

  private async nameAfter(actor: Actor, id: string, question: string): Promise<void> {
    if (await this.texts.get<ConversationText>('conversation', id)) return;
    await this.texts.put(actor.personId, 'conversation', id, {
      title: titleFrom(question),
    } satisfies ConversationText);
  }

  private async requireSpaces(actor: Actor, spaceIds: readonly string[]): Promise<void> {
    for (const spaceId of spaceIds) await this.access.require(actor, 'passage.search', spaceId);
  }

  private async row(actor: Actor, id: string): Promise<ConversationRow> {
    const row = await this.conversations.find(actor, id);
    if (!row) throw notFound('conversation');
    return row;
  }

  private async titlesOf(rows: readonly ConversationRow[]): Promise<Map<string, string>> {
    const texts = await this.texts.getMany<ConversationText>(
      'conversation',
      rows.map(({ id }) => id),
    );
    return new Map([...texts].map(([id, { title }]) => [id, title]));
  }
}

/** Documents that are asked about are searched wherever they are; the conversation's spaces are for all other questions. */
const spacesFor = ({ spaceIds, documentIds }: AskInput, row: ConversationRow): string[] =>
  spaceIds ?? (documentIds?.length ? [] : row.spaceIds);

const toConversation = (row: ConversationRow, title = ''): Conversation => ({
  id: row.id,
  title,
  spaceIds: row.spaceIds,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
