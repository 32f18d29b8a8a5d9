/** One observation: its values, what came of it, and how much it counts. */
export interface Observation {
  values: readonly number[];
  isTrue: boolean;
  weight: number;
  /** What is known of it beside the values, in the terms of the logistic. */
  offset?: number;
}

export interface LogisticModel {
  bias: number;
  weights: number[];
}

/** Logistic regression by gradient descent with momentum; `ridge` keeps the weights small, the bias free. */
export function fitLogistic(
  observations: readonly Observation[],
  ridge: number,
  steps = 3_000,
): LogisticModel {
  const size = observations[0]?.values.length ?? 0;
  const total = observations.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const model: LogisticModel = { bias: 0, weights: new Array<number>(size).fill(0) };
  const speed = new Float64Array(size + 1);
  const gradient = new Float64Array(size + 1);
  for (let step = 0; step < steps; step++) {
    gradient.fill(0);
    for (const { values, isTrue, weight, offset } of observations) {
      const error = ((probabilityOf(model, values, offset) - Number(isTrue)) * weight) / total;
      gradient[size]! += error;
      for (let i = 0; i < size; i++) gradient[i]! += error * values[i]!;
    }
    for (let i = 0; i < size; i++) {
      speed[i] = 0.9 * speed[i]! - 0.3 * (gradient[i]! + ridge * model.weights[i]!);
      model.weights[i]! += speed[i]!;
    }
    speed[size] = 0.9 * speed[size]! - 0.3 * gradient[size]!;
    model.bias += speed[size]!;
  }
  return model;
}

export const probabilityOf = (
  { bias, weights }: LogisticModel,
  values: readonly number[],
  offset = 0,
): number => {
  let sum = bias + offset;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * values[i]!;
  return 1 / (1 + Math.exp(-sum));
};
