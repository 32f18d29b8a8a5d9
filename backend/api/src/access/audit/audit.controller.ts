import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Page } from '../../platform/index.js';
import type { Actor } from '../actor.js';
import { CurrentActor, Requires } from '../route.decorators.js';
import type { AuditVerification } from './audit-log.js';
import { type AuditEvent, AuditPageDto, AuditQueryDto, AuditVerificationDto } from './audit.dto.js';
import { AuditService } from './audit.service.js';

@ApiTags('audit')
@Controller('audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @Requires('audit.read')
  @ApiOperation({ operationId: 'listAuditEvents', summary: 'Who did what, newest first' })
  @ApiOkResponse({ type: AuditPageDto })
  list(@CurrentActor() actor: Actor, @Query() query: AuditQueryDto): Promise<Page<AuditEvent>> {
    return this.audit.list(actor, query);
  }

  @Get('verification')
  @Requires('audit.read')
  @ApiOperation({ operationId: 'verifyAudit', summary: 'Checks the chain of hashes from its first event' })
  @ApiOkResponse({ type: AuditVerificationDto })
  verify(@CurrentActor() actor: Actor): Promise<AuditVerification> {
    return this.audit.verify(actor);
  }
}
