export { en } from './en.js';
export { joined } from './i18n.js';
