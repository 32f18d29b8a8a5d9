import { type ExecutionContext, createParamDecorator } from '@nestjs/common';
import type { GivenFile } from '../intake.js';
import type { RequestWithFile } from './received-file.interceptor.js';

/** The file of a route behind `ReceivedFileInterceptor`. */
export const CurrentFile = createParamDecorator((_: unknown, context: ExecutionContext): GivenFile => {
  const { givenFile } = context.switchToHttp().getRequest<RequestWithFile>();
  if (!givenFile) throw new Error('route without the interceptor asked for its file');
  return givenFile;
});
