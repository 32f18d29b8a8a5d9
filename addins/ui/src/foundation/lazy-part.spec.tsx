import { jest } from '@jest/globals';
import { cleanup, render, screen } from '@testing-library/react';
import { insistently, lazyPart } from './lazy-part.js';

afterEach(cleanup);

it('shows what stands in for a part until its code is there', async () => {
  const Part = lazyPart<{ name: string }>(
    async () =>
      ({ name }) => <b>{name} is here</b>,
    ({ name }) => <i>{name} is coming</i>,
  );
  render(<Part name="Menu" />);
  expect(screen.getByText('Menu is coming')).toBeTruthy();
  expect(await screen.findByText('Menu is here')).toBeTruthy();
});

it('fetches again what did not come, and fails when it never does', async () => {
  const load = jest.fn<() => Promise<string>>().mockRejectedValueOnce(new TypeError('gone'));
  load.mockResolvedValueOnce('part').mockRejectedValue(new TypeError('404'));
  await expect(insistently(load, [1, 1])).resolves.toBe('part');
  await expect(insistently(load, [1, 1])).rejects.toThrow('404');
  expect(load).toHaveBeenCalledTimes(5);
});
