/** Every project's specs in one run; each folder has its own settings. */
export default {
  projects: [
    'model',
    'backend/client',
    'backend/api',
    'addins/ui',
    'addins/taskpane',
    'addins/console',
    'infra',
    'test',
  ].map((project) => `<rootDir>/${project}`),
  maxWorkers: 2,
  testTimeout: 120_000, // of projects it is not read
};
