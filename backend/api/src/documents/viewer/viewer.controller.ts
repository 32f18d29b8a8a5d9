import { pipeline } from 'node:stream/promises';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { type Actor, CurrentActor, Public, Requires } from '../../access/index.js';
import { VersionIdDto } from '../document.dto.js';
import { attachmentNamed, readRange } from './byte-range.js';
import { BlocksDto, BlocksQueryDto, ViewQueryDto, ViewTicketDto } from './view.dto.js';
import { type Original, type View, ViewerService } from './viewer.service.js';

@ApiTags('viewer')
@Controller()
export class ViewerController {
  constructor(private readonly viewer: ViewerService) {}

  @Get('documents/:id/versions/:versionId/view')
  @Requires('document.read')
  @ApiOperation({
    operationId: 'viewVersion',
    summary: 'A version as a page that runs nothing and fetches nothing',
  })
  @ApiProduces('text/html')
  @ApiOkResponse({ schema: { type: 'string' } })
  async view(
    @CurrentActor() actor: Actor,
    @Param() { id, versionId }: VersionIdDto,
    @Query() query: ViewQueryDto,
    @Res() response: Response,
  ): Promise<void> {
    sendView(response, await this.viewer.view(actor, id, versionId, query));
  }

  @Get('document-views/:ticket')
  @Public('the ticket says who asks; their rights are asked anew')
  @ApiOperation({ operationId: 'viewByTicket', summary: 'Another part of a viewed page' })
  @ApiProduces('text/html')
  @ApiOkResponse({ schema: { type: 'string' } })
  async viewByTicket(
    @Param() { ticket }: ViewTicketDto,
    @Query() query: ViewQueryDto,
    @Res() response: Response,
  ): Promise<void> {
    sendView(response, await this.viewer.viewByTicket(ticket, query));
  }

  @Get('documents/:id/versions/:versionId/blocks')
  @Requires('document.read')
  @ApiOperation({ operationId: 'getBlocks', summary: 'Blocks of a version, with the cited parts' })
  @ApiOkResponse({ type: BlocksDto })
  blocks(
    @CurrentActor() actor: Actor,
    @Param() { id, versionId }: VersionIdDto,
    @Query() query: BlocksQueryDto,
  ): Promise<BlocksDto> {
    return this.viewer.blocks(actor, id, versionId, query);
  }

  @Get('documents/:id/versions/:versionId/original')
  @Requires('document.read')
  @ApiOperation({ operationId: 'getOriginal', summary: 'The file as it was given' })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async original(
    @CurrentActor() actor: Actor,
    @Param() { id, versionId }: VersionIdDto,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await sendOriginal(request, response, await this.viewer.original(actor, id, versionId));
  }
}

/** No script can run and nothing can be fetched, whatever the document says; only our own style applies. */
function sendView(response: Response, { page, nonce }: View): void {
  const policy = [
    'sandbox',
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ];
  response.setHeader('Content-Security-Policy', policy.join('; '));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Cache-Control', 'private, no-store');
  response.type('text/html; charset=utf-8').send(page);
}

async function sendOriginal(request: Request, response: Response, original: Original): Promise<void> {
  const { byteSize, fileName, mediaType, contentHash } = original;
  const range = readRange(request.header('range'), byteSize);
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('Content-Disposition', attachmentNamed(fileName));
  response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'private, no-store');
  response.setHeader('ETag', `"${contentHash}"`);
  if (range === 'unsatisfiable') {
    response.status(416).setHeader('Content-Range', `bytes */${byteSize}`).end();
    return;
  }
  response.setHeader('Content-Type', mediaType);
  response.setHeader('Content-Length', range ? range.end - range.start + 1 : byteSize);
  if (range) response.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${byteSize}`);
  if (request.method === 'HEAD') response.end();
  else await pipeline(original.read(range ?? undefined), response).catch(() => response.destroy());
}
