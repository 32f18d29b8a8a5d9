export { type Support, checkSupport } from './check-support.js';
export { type DateParts, dateKeys, datesIn } from './dates.js';
export { hanPersons, latinNames } from './names.js';
export { DATA_END, DATA_START, neutralise, quotedData } from './neutralise.js';
export { readHan } from './numbers.js';
export { contentOf, foldText, hanShare, termsOf } from './terms.js';
