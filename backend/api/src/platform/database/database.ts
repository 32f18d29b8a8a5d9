import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager, EntityTarget, ObjectLiteral, Repository } from 'typeorm';

/**
 * The one door to SQL for repositories. Inside `transaction` every query of the same asynchronous flow joins it,
 * so nothing can wait for its own transaction (the embedded database has a single backend). Never call a model
 * or another server inside a transaction.
 */
export class Database {
  private readonly current = new AsyncLocalStorage<EntityManager>();

  constructor(readonly source: DataSource) {}

  get manager(): EntityManager {
    return this.current.getStore() ?? this.source.manager;
  }

  /** Rows of any statement (of RETURNING for writes). */
  async query<Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const result: Row[] | [Row[], number] | undefined = await this.manager.query(sql, parameters);
    if (!result) return []; // several statements in one string
    return isWriteResult(result) ? result[0] : result;
  }

  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity> {
    return this.manager.getRepository(entity);
  }

  /** Runs all or nothing; nested calls join the outer transaction. */
  transaction<T>(run: () => Promise<T>): Promise<T> {
    if (this.current.getStore()) return run();
    return this.source.transaction((manager) => this.current.run(manager, run));
  }

  /** Whether the caller is inside a transaction (guards against slow calls there). */
  get inTransaction(): boolean {
    return this.current.getStore() !== undefined;
  }

  /** Leaves the transaction of the caller for work that must not join it. */
  detached<T>(run: () => Promise<T>): Promise<T> {
    return this.current.exit(run);
  }
}

/** TypeORM gives `[rows, affected]` for UPDATE and DELETE, and rows for everything else. */
const isWriteResult = <Row>(result: Row[] | [Row[], number]): result is [Row[], number] =>
  result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number';

/** A vector as pgvector reads it: `[0.1,0.2]`. */
export const toVector = (values: Float32Array | number[]): string => `[${Array.from(values).join(',')}]`;
