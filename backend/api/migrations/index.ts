import { Foundation1764080000000 } from './0001-foundation.js';
import { ConversationSource1764090000000 } from './0002-conversation-source.js';
import { ChunkFollowsDocument1764100000000 } from './0003-chunk-follows-document.js';
import { ModelServers1764110000000 } from './0004-model-servers.js';
import { ModelSettings1764120000000 } from './0005-model-settings.js';

/** Every schema change in order; a file that has landed is never edited. */
export const migrations = [
  Foundation1764080000000,
  ConversationSource1764090000000,
  ChunkFollowsDocument1764100000000,
  ModelServers1764110000000,
  ModelSettings1764120000000,
];
