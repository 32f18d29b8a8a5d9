import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { RequestWithActor } from '../../access/index.js';
import { Configuration, isId, notFound } from '../../platform/index.js';
import { DocumentsService } from '../documents.service.js';
import { farTooLarge, mostBytes } from './received-file.interceptor.js';
import { UploadsService } from './uploads.service.js';

/** Of routes that read a file: rights and the declared size are asked before the first byte of the body is. */
@Injectable()
export class UploadRightsGuard implements CanActivate {
  constructor(
    private readonly uploads: UploadsService,
    private readonly documents: DocumentsService,
    private readonly configuration: Configuration,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<RequestWithActor>();
    const { actor } = request;
    if (!actor) throw new Error('a route without @Requires takes files');
    const { id } = request.params as { id: string };
    const isUpload = request.path.includes('/uploads/');
    if (!isId(id)) throw notFound(isUpload ? 'upload' : 'document');
    if (isUpload) await this.uploads.open(actor, id);
    else await this.documents.writable(actor, id);
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > mostBytes(this.configuration.settings)) throw farTooLarge();
    return true;
  }
}
