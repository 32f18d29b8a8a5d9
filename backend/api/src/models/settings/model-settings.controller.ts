import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor, Requires } from '../../access/index.js';
import { ModelIdDto } from '../models.dto.js';
import { ModelSettingDto, SetModelDto } from './model-setting.dto.js';
import { ModelSettingsService } from './model-settings.service.js';

@ApiTags('models')
@Controller('models/:id/setting')
export class ModelSettingsController {
  constructor(private readonly settings: ModelSettingsService) {}

  @Get()
  @Requires('model.read')
  @ApiOperation({
    summary: 'How a local generator is served, what can be chosen, and what memory that takes',
  })
  @ApiOkResponse({ type: ModelSettingDto })
  get(@CurrentActor() actor: Actor, @Param() { id }: ModelIdDto): Promise<ModelSettingDto> {
    return this.settings.get(actor, id);
  }

  @Put()
  @Requires('model.manage')
  @ApiOperation({ summary: 'Set precision and context; the model is started again so, or stays as it was' })
  @ApiOkResponse({ type: ModelSettingDto })
  set(
    @CurrentActor() actor: Actor,
    @Param() { id }: ModelIdDto,
    @Body() setting: SetModelDto,
  ): Promise<ModelSettingDto> {
    return this.settings.set(actor, id, setting);
  }
}
