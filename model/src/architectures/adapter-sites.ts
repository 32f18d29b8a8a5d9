import { lowRankInputs } from '../graph/ops/low-rank.js';
import type { DecoderBlock, DecoderConfig } from './decoder-config.js';

/** Parts of a layer that an adapter may change. */
export type AdapterPart = 'attention' | 'feed-forward';

/** Variants of a decoder's graph that take an adapter, and what of a layer each lets it change. */
export const ADAPTER_VARIANTS = {
  'lora-attention': ['attention'],
  lora: ['attention', 'feed-forward'],
} as const satisfies Record<string, readonly AdapterPart[]>;
export type AdapterVariant = keyof typeof ADAPTER_VARIANTS;

/** A linear of the graph in every layer, and the modules of the checkpoint that it computes, one below the other. */
export interface AdapterSite {
  name: string;
  part: AdapterPart;
  columns: number;
  modules: readonly AdapterModule[];
}

export interface AdapterModule {
  name: string; // the hub's, within a layer
  rows: number;
  /** Rows lie in pairs (head, i, half) here and in halves (head, half, i) on the hub. */
  interleavedHeadSize?: number;
}

export const rowsOf = ({ modules }: AdapterSite): number => modules.reduce((sum, { rows }) => sum + rows, 0);

/** What the graph can adapt in each layer, in the order in which the graph's linears stack their rows. */
export function adapterSites(config: DecoderConfig, block: DecoderBlock): AdapterSite[] {
  const { hidden, heads, kvHeads, headSize, feedForward } = config;
  const [queries, keys] = [heads * headSize, kvHeads * headSize];
  const rotated = config.ropeInterleaved ? { interleavedHeadSize: headSize } : {};
  const qkv: AdapterModule[] = block.fused
    ? [{ name: 'self_attn.qkv_proj', rows: queries + 2 * keys }]
    : [
        { name: 'self_attn.q_proj', rows: queries, ...rotated },
        { name: 'self_attn.k_proj', rows: keys, ...rotated },
        { name: 'self_attn.v_proj', rows: keys },
      ];
  const gateUp: AdapterModule[] = block.fused
    ? [{ name: 'mlp.gate_up_proj', rows: 2 * feedForward }]
    : ['mlp.gate_proj', 'mlp.up_proj'].map((name) => ({ name, rows: feedForward }));
  return [
    { name: 'qkv', part: 'attention', columns: hidden, modules: qkv },
    {
      name: 'out',
      part: 'attention',
      columns: queries,
      modules: [{ name: 'self_attn.o_proj', rows: hidden }],
    },
    { name: 'gate_up', part: 'feed-forward', columns: hidden, modules: gateUp },
    {
      name: 'down',
      part: 'feed-forward',
      columns: feedForward,
      modules: [{ name: 'mlp.down_proj', rows: hidden }],
    },
  ];
}

export const partsOf = (variant: AdapterVariant): readonly AdapterPart[] => ADAPTER_VARIANTS[variant];

/** One linear of one layer, and the graph's inputs for its factors. */
export interface AdaptedLinear {
  name: string;
  inputs: { a: string; b: string };
  columns: number;
  rows: number;
}

export const placeName = (layer: number, { name }: AdapterSite): string => `${layer}.${name}`;

/** Every linear of a decoder that a variant of its graph lets be adapted. */
export function adapterPlaces(
  { sites, layers }: { sites: readonly AdapterSite[]; layers: number },
  variant: AdapterVariant,
): AdaptedLinear[] {
  const within = sites.filter(({ part }) => partsOf(variant).includes(part));
  return Array.from({ length: layers }, (_, layer) =>
    within.map((site) => {
      const name = placeName(layer, site);
      return { name, inputs: lowRankInputs(name), columns: site.columns, rows: rowsOf(site) };
    }),
  ).flat();
}
