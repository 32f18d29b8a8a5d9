import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { type Actor, CurrentActor, Requires } from '../access/index.js';
import {
  ChangeDocumentDto,
  DeletedDocumentsQueryDto,
  DocumentDto,
  DocumentIdDto,
  DocumentPageDto,
  DocumentVersionsDto,
  ListDocumentsDto,
  SpaceDocumentsDto,
} from './document.dto.js';
import { DocumentsService } from './documents.service.js';

@ApiTags('documents')
@Controller()
export class DocumentsController {
  constructor(private readonly documents: DocumentsService) {}

  @Get('spaces/:id/documents')
  @Requires('document.read')
  @ApiOperation({ operationId: 'listDocuments', summary: 'Documents of a space' })
  @ApiOkResponse({ type: DocumentPageDto })
  list(
    @CurrentActor() actor: Actor,
    @Param() { id }: SpaceDocumentsDto,
    @Query() query: ListDocumentsDto,
  ): Promise<DocumentPageDto> {
    return this.documents.list(actor, id, query);
  }

  @Get('documents/deleted')
  @Requires('document.read')
  @ApiOperation({ operationId: 'listDeletedDocuments', summary: 'Documents that the reader may bring back' })
  @ApiOkResponse({ type: DocumentPageDto })
  listDeleted(
    @CurrentActor() actor: Actor,
    @Query() query: DeletedDocumentsQueryDto,
  ): Promise<DocumentPageDto> {
    return this.documents.listDeleted(actor, query);
  }

  @Get('documents/:id')
  @Requires('document.read')
  @ApiOperation({ operationId: 'getDocument', summary: 'One document' })
  @ApiOkResponse({ type: DocumentDto })
  get(@CurrentActor() actor: Actor, @Param() { id }: DocumentIdDto): Promise<DocumentDto> {
    return this.documents.get(actor, id);
  }

  @Patch('documents/:id')
  @Requires('document.write')
  @ApiOperation({ operationId: 'updateDocument', summary: 'Renames or moves a document' })
  @ApiOkResponse({ type: DocumentDto })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: DocumentIdDto,
    @Body() change: ChangeDocumentDto,
  ): Promise<DocumentDto> {
    return this.documents.update(actor, id, change);
  }

  @Get('documents/:id/versions')
  @Requires('document.read')
  @ApiOperation({ operationId: 'listVersions', summary: 'Versions of a document, newest first' })
  @ApiOkResponse({ type: DocumentVersionsDto })
  async listVersions(
    @CurrentActor() actor: Actor,
    @Param() { id }: DocumentIdDto,
  ): Promise<DocumentVersionsDto> {
    return { items: await this.documents.listVersions(actor, id) };
  }

  @Delete('documents/:id')
  @Requires('document.write')
  @ApiOperation({
    operationId: 'removeDocument',
    summary: 'Deletes a document; it can be restored for a while',
  })
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@CurrentActor() actor: Actor, @Param() { id }: DocumentIdDto): Promise<void> {
    return this.documents.remove(actor, id);
  }

  @Post('documents/:id/restore')
  @Requires('document.write')
  @ApiOperation({ operationId: 'restoreDocument', summary: 'Undoes a deletion' })
  @ApiCreatedResponse({ type: DocumentDto })
  restore(@CurrentActor() actor: Actor, @Param() { id }: DocumentIdDto): Promise<DocumentDto> {
    return this.documents.restore(actor, id);
  }

  @Post('documents/:id/retry')
  @Requires('document.write')
  @ApiOperation({ operationId: 'retryDocument', summary: 'Reads a failed document again' })
  @ApiCreatedResponse({ type: DocumentDto })
  retry(@CurrentActor() actor: Actor, @Param() { id }: DocumentIdDto): Promise<DocumentDto> {
    return this.documents.retry(actor, id);
  }
}
