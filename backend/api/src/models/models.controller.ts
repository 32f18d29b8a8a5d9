import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor, Requires } from '../access/index.js';
import { AssignModeDto, ModelIdDto, ModelsDto, ProfileDto, PullDto } from './models.dto.js';
import { ModelsService } from './models.service.js';

@ApiTags('models')
@Controller('models')
export class ModelsController {
  constructor(private readonly models: ModelsService) {}

  @Get()
  @Requires('model.read')
  @ApiOperation({ summary: 'Models that this installation knows, and how questions are answered now' })
  @ApiOkResponse({ type: ModelsDto })
  list(@CurrentActor() actor: Actor): Promise<ModelsDto> {
    return this.models.list(actor);
  }

  @Put('assignment')
  @Requires('model.manage')
  @ApiOperation({ summary: 'Decide how questions are answered, or give that back to the profile' })
  @ApiOkResponse({ type: ModelsDto })
  assign(@CurrentActor() actor: Actor, @Body() { mode }: AssignModeDto): Promise<ModelsDto> {
    return this.models.assign(actor, mode);
  }

  @Post(':id/pull')
  @HttpCode(202)
  @Requires('model.manage')
  @ApiOperation({ summary: 'Fetch the weights of a model' })
  @ApiOkResponse({ type: PullDto })
  pull(@CurrentActor() actor: Actor, @Param() { id }: ModelIdDto): Promise<PullDto> {
    return this.models.pull(actor, id);
  }

  @Get(':id/pull')
  @Requires('model.read')
  @ApiOperation({ summary: 'How far fetching is' })
  @ApiOkResponse({ type: PullDto })
  pullState(@CurrentActor() actor: Actor, @Param() { id }: ModelIdDto): Promise<PullDto> {
    return this.models.pullState(actor, id);
  }

  @Post(':id/profile')
  @HttpCode(202)
  @Requires('model.manage')
  @ApiOperation({ summary: 'Measure what a model can do, with the frozen questions' })
  @ApiOkResponse({ type: ProfileDto })
  startProfile(@CurrentActor() actor: Actor, @Param() { id }: ModelIdDto): Promise<ProfileDto> {
    return this.models.startProfile(actor, id);
  }

  @Get(':id/profile')
  @Requires('model.read')
  @ApiOperation({ summary: 'What a model was measured to be capable of' })
  @ApiOkResponse({ type: ProfileDto })
  profile(@CurrentActor() actor: Actor, @Param() { id }: ModelIdDto): Promise<ProfileDto> {
    return this.models.profile(actor, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('model.manage')
  @ApiOperation({ summary: 'Delete the weights of a model from this machine' })
  remove(@CurrentActor() actor: Actor, @Param() { id }: ModelIdDto): Promise<void> {
    return this.models.remove(actor, id);
  }
}
