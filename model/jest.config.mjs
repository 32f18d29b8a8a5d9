import { preset } from '../jest.preset.mjs';

// The environment shares typed arrays with native code, which checks them with instanceof.
export default { ...preset(import.meta.dirname), testEnvironment: '<rootDir>/test/native-environment.mjs' };
