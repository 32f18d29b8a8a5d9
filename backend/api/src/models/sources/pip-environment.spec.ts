import { pipEnvironment } from './pip-environment.js';

it('gives pip what it needs and nothing that is ours', () => {
  const needed = {
    PATH: '/bin',
    HOME: '/h',
    https_proxy: 'p',
    PIP_INDEX_URL: 'i',
    PYTHONPATH: 'y',
    XDG_CACHE_HOME: 'c',
  };
  const ours = {
    DATABASE_URL: 'secret',
    DESKMATE_DATA_DIR: 'd',
    AWS_SECRET_ACCESS_KEY: 'k',
    NODE_OPTIONS: '-r x',
  };
  expect(pipEnvironment('/tmp/t', { ...needed, ...ours })).toEqual({ ...needed, TMPDIR: '/tmp/t' });
});
