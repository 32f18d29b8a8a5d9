import { Controller, Get, Injectable, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Configuration } from '../config/configuration.js';
import { isLoopback } from '../config/load-settings.js';
import { Database } from '../database/database.js';
import { Problem } from '../errors/problem.js';
import { Public } from '../http/public.decorator.js';
import { JobQueue } from '../queue/job-queue.js';
import { jobsWaiting, metrics } from '../telemetry/metrics.js';

type Check = () => Promise<string | null>;

/** What must hold before requests are welcome; each module registers its own check (null: well). */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, Check>();

  constructor(database: Database) {
    this.register('database', async () => {
      await database.query('select 1');
      return null;
    });
  }

  register(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  async report(): Promise<{ ready: boolean; checks: Record<string, string> }> {
    const entries = await Promise.all(
      [...this.checks].map(
        async ([name, check]) => [name, (await check().catch(() => 'failing')) ?? 'ok'] as const,
      ),
    );
    return { ready: entries.every(([, state]) => state === 'ok'), checks: Object.fromEntries(entries) };
  }
}

/** For orchestrators and monitors; outside /api and without sign-in, so it tells states and nothing else. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly configuration: Configuration,
    private readonly queue: JobQueue,
  ) {}

  @Get('health/live')
  @Public('orchestrators ask without signing in')
  live(): { status: string } {
    return { status: 'alive' };
  }

  @Get('health/ready')
  @Public('orchestrators ask without signing in')
  async ready(@Res({ passthrough: true }) response: Response): Promise<object> {
    const report = await this.readiness.report();
    if (!report.ready) response.status(503);
    return report;
  }

  @Get('metrics')
  @Public('checked by its own token, or loopback')
  async scrape(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { metricsToken } = this.configuration.settings;
    const local =
      isLoopback((request.socket.remoteAddress ?? '').replace('::ffff:', '')) &&
      !request.header('x-forwarded-for');
    const allowed = metricsToken ? request.header('authorization') === `Bearer ${metricsToken}` : local;
    if (!allowed)
      throw new Problem(401, 'metrics-token-required', 'Metrics need the bearer token set as metricsToken.');
    jobsWaiting.reset();
    for (const { queue, state, count } of await this.queue.counts()) jobsWaiting.set({ queue, state }, count);
    response.type(metrics.contentType).send(await metrics.metrics());
  }
}
