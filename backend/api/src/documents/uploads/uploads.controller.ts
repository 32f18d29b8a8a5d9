import { Body, Controller, Delete, Get, Param, Post, UseGuards, UseInterceptors } from '@nestjs/common';
import {
  ApiBody,
  type ApiBodyOptions,
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { type Actor, CurrentActor, RateLimit, Requires } from '../../access/index.js';
import { DocumentDto, DocumentIdDto } from '../document.dto.js';
import { DocumentsService } from '../documents.service.js';
import type { GivenFile } from '../intake.js';
import { CurrentFile } from './given-file.decorator.js';
import { ReceivedFileInterceptor } from './received-file.interceptor.js';
import { StartUploadDto, UploadDto, UploadIdDto, UploadSpaceDto } from './upload.dto.js';
import { UploadRightsGuard } from './upload-rights.guard.js';
import { UploadsService } from './uploads.service.js';

const fileBody = {
  schema: {
    type: 'object',
    required: ['file'],
    properties: {
      file: { type: 'string', format: 'binary' },
      path: { type: 'string', description: 'folder of the file inside what was dropped' },
    },
  },
} satisfies ApiBodyOptions;

@ApiTags('uploads')
@Controller()
export class UploadsController {
  constructor(
    private readonly uploads: UploadsService,
    private readonly documents: DocumentsService,
  ) {}

  @Post('spaces/:id/uploads')
  @Requires('document.write')
  @ApiOperation({ operationId: 'startUpload', summary: 'Begins an upload of one or more files' })
  @ApiCreatedResponse({ type: UploadDto })
  start(
    @CurrentActor() actor: Actor,
    @Param() { id }: UploadSpaceDto,
    @Body() { files }: StartUploadDto,
  ): Promise<UploadDto> {
    return this.uploads.start(actor, id, files);
  }

  @Post('uploads/:id/files')
  @Requires('document.write')
  @RateLimit('bulk')
  @ApiOperation({ operationId: 'addFile', summary: 'Gives one file to an upload' })
  @UseGuards(UploadRightsGuard)
  @UseInterceptors(ReceivedFileInterceptor)
  @ApiConsumes('multipart/form-data')
  @ApiBody(fileBody)
  @ApiCreatedResponse({ type: DocumentDto })
  async addFile(
    @CurrentActor() actor: Actor,
    @Param() { id }: UploadIdDto,
    @CurrentFile() given: GivenFile,
  ): Promise<DocumentDto> {
    return this.documents.get(actor, await this.uploads.addFile(actor, id, given));
  }

  @Get('uploads/:id')
  @Requires('document.write')
  @ApiOperation({ operationId: 'getUpload', summary: 'How far an upload is' })
  @ApiOkResponse({ type: UploadDto })
  get(@CurrentActor() actor: Actor, @Param() { id }: UploadIdDto): Promise<UploadDto> {
    return this.uploads.get(actor, id);
  }

  @Delete('uploads/:id')
  @Requires('document.write')
  @ApiOperation({ operationId: 'cancelUpload', summary: 'Ends what has not been read yet' })
  @ApiOkResponse({ type: UploadDto })
  cancel(@CurrentActor() actor: Actor, @Param() { id }: UploadIdDto): Promise<UploadDto> {
    return this.uploads.cancel(actor, id);
  }

  @Post('documents/:id/versions')
  @Requires('document.write')
  @ApiOperation({ operationId: 'replaceDocument', summary: 'Gives a document a new version' })
  @UseGuards(UploadRightsGuard)
  @UseInterceptors(ReceivedFileInterceptor)
  @ApiConsumes('multipart/form-data')
  @ApiBody(fileBody)
  @ApiCreatedResponse({ type: DocumentDto })
  replace(
    @CurrentActor() actor: Actor,
    @Param() { id }: DocumentIdDto,
    @CurrentFile() given: GivenFile,
  ): Promise<DocumentDto> {
    return this.documents.replace(actor, id, given);
  }
}
