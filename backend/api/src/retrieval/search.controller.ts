import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Actor, CurrentActor, Requires } from '../access/index.js';
import { Retrieval } from './retrieve.js';
import { FoundDto, SearchDto } from './search.dto.js';

@ApiTags('search')
@Controller('search')
export class SearchController {
  constructor(private readonly retrieval: Retrieval) {}

  @Post()
  @HttpCode(200)
  @Requires('passage.search')
  @ApiOperation({ summary: 'Passages of the documents that you may read, best first' })
  @ApiOkResponse({ type: FoundDto })
  search(@CurrentActor() actor: Actor, @Body() search: SearchDto): Promise<FoundDto> {
    return this.retrieval.retrieve(actor, search);
  }
}
