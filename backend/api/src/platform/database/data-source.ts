import { DataSource, type DataSourceOptions, type EntitySchema, type MixedList } from 'typeorm';
import { migrations } from '../../../migrations/index.js';
import { EMBEDDED_PORT, type EmbeddedDatabase } from './embedded/embedded-database.js';

/** How a process reaches the database: a PostgreSQL address, the embedded database it owns, or that one's socket. */
export type DatabaseAddress = { url: string } | { embedded: EmbeddedDatabase } | { socketFolder: string };

type Entities = MixedList<string | Function | EntitySchema>; // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type

export function dataSourceOptions(
  address: DatabaseAddress,
  entities: Entities,
  poolSize = 8,
): DataSourceOptions {
  const common = {
    type: 'postgres' as const,
    entities,
    migrations,
    migrationsTableName: 'schema_migration',
    synchronize: false,
    installExtensions: false,
    uuidExtension: 'pgcrypto' as const,
    poolSize,
    applicationName: 'deskmate',
  };
  if ('url' in address) return { ...common, url: address.url };
  const local = { ...common, username: 'postgres', database: 'postgres' };
  if ('socketFolder' in address) return { ...local, host: address.socketFolder, port: EMBEDDED_PORT };
  const { embedded } = address;
  return { ...local, extra: { stream: () => embedded.stream(), connectionTimeoutMillis: 15_000 } };
}

/** Opens, and brings the schema up to date. Migrations of one start run in one transaction each. */
export async function openDataSource(
  address: DatabaseAddress,
  entities: Entities,
  { migrate = false, poolSize = 8 } = {},
): Promise<DataSource> {
  const source = await new DataSource(dataSourceOptions(address, entities, poolSize)).initialize();
  if (migrate) await source.runMigrations({ transaction: 'each' });
  return source;
}
