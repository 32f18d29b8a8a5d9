import { ApiProblem, toApiProblem } from '@deskmate/client';

const codes: Record<string, string> = { InvalidPDFException: 'damaged', PasswordException: 'needs-password' };

/** What pdf.js could not do, as a problem with a code of ours: its own sentences are for programmers. */
export function pdfProblem(error: unknown): ApiProblem {
  const { name = '', status = 0 } = error instanceof Error ? (error as Error & { status?: number }) : {};
  const code = codes[name];
  if (code) return new ApiProblem({ status: 409, code, detail: '' }, { cause: error });
  if (name === 'ResponseException' && status >= 400) {
    const isGone = status === 404 || status === 410;
    return new ApiProblem(
      { status, code: isGone ? 'document-not-found' : 'internal', detail: '' },
      { cause: error },
    );
  }
  return toApiProblem(error);
}
