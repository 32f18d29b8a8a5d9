import { preset } from '../../jest.preset.mjs';

const base = preset(import.meta.dirname);
const [, options] = base.transform['^.+\\.tsx?$'];
const jsc = {
  ...options.jsc,
  parser: { syntax: 'typescript', tsx: true },
  transform: { react: { runtime: 'automatic' } },
};

export default {
  ...base,
  testEnvironment: 'jsdom',
  testEnvironmentOptions: { customExportConditions: ['development', 'browser'] },
  testMatch: ['<rootDir>/src/**/*.spec.{ts,tsx}'],
  transform: { '^.+\\.tsx?$': ['@swc/jest', { ...options, jsc }] },
};
