import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
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

  @Get('compose')
  @Requires('system.read')
  @Header('Content-Disposition', 'attachment; filename="compose.yaml"')
  @Header('Content-Type', 'application/yaml; charset=utf-8')
  @ApiOperation({
    summary: "The compose file of this version, filled with this machine's settings; no secret is in it",
  })
  @ApiProduces('application/yaml')
  @ApiOkResponse({ schema: { type: 'string' } })
  compose(@CurrentActor() actor: Actor): Promise<string> {
    return this.system.compose(actor);
  }
}
