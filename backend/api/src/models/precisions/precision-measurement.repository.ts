import { Injectable } from '@nestjs/common';
import type { TextEvaluation } from '@deskmate/model';
import { Database } from '../../platform/index.js';
import type { GeneratorPrecision } from './generator-precision.js';
import type { LocalGenerator } from './local-generators.js';
import type { Machine } from './measure-precisions.js';

/** What one precision of some weights was measured to cost; a later measurement replaces an earlier one. */
export interface PrecisionMeasurement {
  precision: GeneratorPrecision;
  positions: number;
  perplexity: number;
  /** Nats a token; null: fp32 itself. */
  klToFp32: number | null;
  /** Share of the positions at which the likeliest token is fp32's; null: fp32 itself. */
  sameChoice: number | null;
  promptTokensPerS: number;
  newTokensPerS: number;
  weightsMb: number;
  processor: string;
  threads: number;
  measuredAt: string;
}

@Injectable()
export class PrecisionMeasurementRepository {
  constructor(private readonly database: Database) {}

  /** Of the weights that are here now, the coarsest first. */
  list({
    model,
    weightsHash,
  }: Pick<LocalGenerator, 'model' | 'weightsHash'>): Promise<PrecisionMeasurement[]> {
    return this.database.query(
      `select precision, positions, perplexity, kl_to_fp32 as "klToFp32", same_choice as "sameChoice",
         prompt_tokens_per_s as "promptTokensPerS", new_tokens_per_s as "newTokensPerS", weights_mb as "weightsMb", processor, threads,
         to_char(measured_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "measuredAt"
       from precision_measurement where model_id = $1 and weights_hash = $2
       order by array_position(array['q4x', 'q8', 'fp32'], precision)`,
      [model.id, weightsHash],
    );
  }

  async save(
    { model, weightsHash }: Pick<LocalGenerator, 'model' | 'weightsHash'>,
    evaluations: readonly TextEvaluation[],
    { processor, threads }: Machine,
  ): Promise<void> {
    for (const { precision, tokens, perplexity, againstFp32, rates, weightsMb } of evaluations)
      await this.database.query(
        `insert into precision_measurement (model_id, weights_hash, precision, positions, perplexity, kl_to_fp32,
           same_choice, prompt_tokens_per_s, new_tokens_per_s, weights_mb, processor, threads)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (model_id, weights_hash, precision) do update set positions = excluded.positions,
           perplexity = excluded.perplexity, kl_to_fp32 = excluded.kl_to_fp32, same_choice = excluded.same_choice,
           prompt_tokens_per_s = excluded.prompt_tokens_per_s, new_tokens_per_s = excluded.new_tokens_per_s,
           weights_mb = excluded.weights_mb, processor = excluded.processor,
           threads = excluded.threads, measured_at = now()`,
        [
          model.id,
          weightsHash,
          precision,
          tokens,
          perplexity,
          againstFp32?.klMean ?? null,
          againstFp32?.argmaxEqual ?? null,
          rates?.promptTokensPerS ?? 0,
          rates?.newTokensPerS ?? 0,
          weightsMb,
          processor,
          threads,
        ],
      );
  }
}
