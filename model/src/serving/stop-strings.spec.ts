import { StopStrings } from './stop-strings.js';

function stream(stops: string[], parts: string[]) {
  const watcher = new StopStrings(stops);
  const shown = parts.map((part) => watcher.push(part));
  return { shown, rest: watcher.finish(), stopped: watcher.stopped };
}

describe('StopStrings', () => {
  it('shows text at once where no stop string can begin', () => {
    expect(stream(['END'], ['Hello ', 'world'])).toEqual({
      shown: ['Hello ', 'world'],
      rest: '',
      stopped: false,
    });
  });

  it('cuts before a stop string that comes in pieces', () => {
    expect(stream(['END'], ['a E', 'N', 'D b'])).toEqual({ shown: ['a ', '', ''], rest: '', stopped: true });
  });

  it('gives back what only looked like one', () => {
    expect(stream(['END'], ['a E', 'N', 'X'])).toEqual({
      shown: ['a ', '', 'ENX'],
      rest: '',
      stopped: false,
    });
    expect(stream(['END'], ['a EN'])).toEqual({ shown: ['a '], rest: 'EN', stopped: false });
  });

  it('takes the first of several', () => {
    expect(stream(['\n\n', '。'], ['一。二\n\n']).shown).toEqual(['一']);
  });

  it('shows nothing after it stopped', () => {
    expect(stream(['x'], ['axb', 'c'])).toEqual({ shown: ['a', ''], rest: '', stopped: true });
  });

  it('without stop strings holds nothing back', () =>
    expect(stream([], ['a', 'b']).shown).toEqual(['a', 'b']));
});
