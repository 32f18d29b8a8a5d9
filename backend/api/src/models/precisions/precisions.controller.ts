import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor, Requires } from '../../access/index.js';
import { ModelIdDto } from '../models.dto.js';
import { MeasuringService } from './measuring.service.js';
import { PrecisionsDto } from './precisions.dto.js';

@ApiTags('models')
@Controller('models/:id/precisions')
export class PrecisionsController {
  constructor(private readonly measuring: MeasuringService) {}

  @Get()
  @Requires('model.read')
  @ApiOperation({ summary: 'What each precision of a local generator was measured to cost' })
  @ApiOkResponse({ type: PrecisionsDto })
  get(@CurrentActor() actor: Actor, @Param() { id }: ModelIdDto): Promise<PrecisionsDto> {
    return this.measuring.get(actor, id);
  }

  @Post()
  @HttpCode(202)
  @Requires('model.manage')
  @ApiOperation({ summary: 'Measure them: perplexity, distance from fp32, tokens a second, memory' })
  @ApiOkResponse({ type: PrecisionsDto })
  start(@CurrentActor() actor: Actor, @Param() { id }: ModelIdDto): Promise<PrecisionsDto> {
    return this.measuring.start(actor, id);
  }

  @Delete()
  @HttpCode(204)
  @Requires('model.manage')
  @ApiOperation({ summary: 'Cancel the measurement that waits or runs; earlier figures stay' })
  cancel(@CurrentActor() actor: Actor, @Param() { id }: ModelIdDto): Promise<void> {
    return this.measuring.cancel(actor, id);
  }
}
