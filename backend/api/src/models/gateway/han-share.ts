/** Share of Han characters among all letters and digits, 0 to 1. */
export function hanShare(text: string): number {
  const letters = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return letters ? han / letters : 0;
}
