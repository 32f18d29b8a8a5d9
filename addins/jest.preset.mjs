import { preset } from '../jest.preset.mjs';

/** The shared settings for React: jsdom, and JSX through SWC. */
export const browserPreset = (dir) => {
  const base = preset(dir);
  const [transformer, options] = base.transform['^.+\\.tsx?$'];
  const jsc = {
    ...options.jsc,
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic' } },
  };
  return {
    ...base,
    testEnvironment: 'jsdom',
    testEnvironmentOptions: { customExportConditions: ['development', 'browser'] },
    testMatch: ['<rootDir>/src/**/*.spec.{ts,tsx}'],
    transform: { '^.+\\.tsx?$': [transformer, { ...options, jsc }] },
  };
};
