import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor, Requires } from '../access/index.js';
import { SystemDto } from './system.dto.js';
import { SystemService } from './system.service.js';

@ApiTags('system')
@Controller('system')
export class SystemController {
  constructor(private readonly system: SystemService) {}

  @Get()
  @Requires('system.read')
  @ApiOperation({ summary: 'How the product is: processes, versions, database, queue, disk, memory and use' })
  @ApiOkResponse({ type: SystemDto })
  get(@CurrentActor() actor: Actor): Promise<SystemDto> {
    return this.system.get(actor);
  }
}
