import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor, Requires } from '../../access/index.js';
import { LoadSampleCompanyDto, SampleCompanyDto } from './sample-company.dto.js';
import { SampleCompanyService } from './sample-company.service.js';

@ApiTags('documents')
@Controller()
export class SampleCompanyController {
  constructor(private readonly sampleCompany: SampleCompanyService) {}

  @Post('setup/sample-company')
  @Requires('system.read')
  @ApiOperation({
    operationId: 'chooseSampleCompany',
    summary: 'Loads the sample company, or says that it is not wanted',
  })
  @ApiCreatedResponse({ type: SampleCompanyDto })
  choose(@CurrentActor() actor: Actor, @Body() { load }: LoadSampleCompanyDto): Promise<SampleCompanyDto> {
    return this.sampleCompany.choose(actor, load);
  }
}
