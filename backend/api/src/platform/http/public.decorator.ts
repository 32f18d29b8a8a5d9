import { SetMetadata } from '@nestjs/common';

export const PUBLIC = 'deskmate:public';

/** Open to people who are not signed in. The reason is for the reader of the code. */
export const Public = (reason: string) => SetMetadata(PUBLIC, reason);
