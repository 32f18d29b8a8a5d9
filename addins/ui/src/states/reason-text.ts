import type { TFunction, i18n } from 'i18next';

/** The server speaks English: its own sentence names sizes, kinds and ways out that a text by code cannot. */
export const SERVER_LANGUAGE = 'en';

export interface Reason {
  /** Stable. */
  code: string;
  /** The server's sentence; may be ''. */
  reason: string;
}

/** Why something failed, in the person's language: by its code, never by its English words. */
export function reasonText({ code, reason }: Reason, t: TFunction, i18n: i18n): string {
  if (reason && i18n.language === SERVER_LANGUAGE) return reason;
  return i18n.exists(`reason.${code}`) ? t(`reason.${code}`) : reason;
}
