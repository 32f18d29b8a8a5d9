/// <reference lib="dom" />
import { ApiProblem, cancelled, problemFrom, unreachable } from './api-problem.js';
import type { Http } from './http.js';

export interface SendFileOptions {
  /** Where the file lay in the dropped folder. */
  path?: string;
  /** Share of the bytes that have left this machine, 0..1. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** Sends one file as multipart form; XMLHttpRequest, because fetch cannot tell how much has been sent. */
export function sendFile<T>(http: Http, path: string, file: File, options: SendFileOptions = {}): Promise<T> {
  const form = new FormData();
  if (options.path) form.append('path', options.path);
  form.append('file', file, file.name);
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (problem: ApiProblem) => {
      http.noticed(problem);
      reject(problem);
    };
    request.open('POST', http.url(path));
    for (const [name, value] of Object.entries(http.headersFor('POST')))
      request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as T);
      else fail(problemFrom(request.status, request.responseText, request.getResponseHeader('retry-after')));
    };
    request.onerror = () => fail(unreachable());
    request.onabort = () => fail(cancelled());
    if (options.signal?.aborted) return fail(cancelled());
    options.signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}
