import { fitLogistic, probabilityOf } from './logistic.js';

it('finds what tells two classes apart and leaves what does not', () => {
  const observations = Array.from({ length: 400 }, (_, i) => ({
    values: [(i % 20) / 20, (i % 7) / 7],
    isTrue: i % 20 > 9,
    weight: 1,
  }));
  const model = fitLogistic(observations, 1e-4);
  expect(model.weights[0]!).toBeGreaterThan(5 * Math.abs(model.weights[1]!));
  expect(probabilityOf(model, [0.9, 0.5])).toBeGreaterThan(0.9);
  expect(probabilityOf(model, [0.1, 0.5])).toBeLessThan(0.1);
});

it('moves the bias by how much each class counts', () => {
  const values = [0];
  const model = fitLogistic(
    [
      { values, isTrue: true, weight: 3 },
      { values, isTrue: false, weight: 1 },
    ],
    0,
  );
  expect(probabilityOf(model, values)).toBeCloseTo(0.75, 2);
});
