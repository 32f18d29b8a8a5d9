export { PROSE } from '../src/evaluation/prose.js';
