import { Body, Controller, Module, Post } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { z } from 'zod';
import { dto } from './dto.js';
import { Public } from './public.decorator.js';

const place = z.object({ page: z.number(), box: z.string().optional() });

class ThingDto extends dto(
  z.object({
    name: z.string().describe('how it is called'),
    size: z.number().optional(),
    place,
    former: place.optional(),
  }),
) {}

@Controller('things')
class ThingsController {
  @Post()
  @Public('a test')
  put(@Body() thing: ThingDto): string {
    return thing.name;
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

it('describes in OpenAPI which fields must be there, of the DTO and of the objects in it', async () => {
  const module = await Test.createTestingModule({ imports: [ThingsModule] }).compile();
  const app = module.createNestApplication({ logger: false });
  const { components } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  expect(components!.schemas!['ThingDto']).toMatchObject({
    required: ['name', 'place'],
    properties: {
      name: { type: 'string', description: 'how it is called' },
      place: { type: 'object', required: ['page'] },
      former: { type: 'object', required: ['page'] },
    },
  });
});
