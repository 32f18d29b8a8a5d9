import { foldText } from './terms.js';

/** Looks like a negation and is none. */
const NONE =
  /\bnot only\b|\bno later than\b|\bnot later than\b|\bno more than\b|\bno less than\b|\bnot exceed\b|\bno\. ?\d|未经|不仅|不但|不只|不同|不断|不少|不久|不得不|非常|除非|未来|无线|无论|不论|不管|不超过|不少于|不低于|不晚于|不迟于|并非不|是否|能否|可否|与否/g;
const NEGATION =
  /\b(not|no|never|none|neither|nor|cannot|nobody|nothing|forbidden|prohibited|unable|refuse[sd]?)\b|n['’]t\b|[不没未无勿非莫]|禁止|严禁|拒绝/;

/** Whether a clause denies. */
export const denies = (text: string): boolean =>
  NEGATION.test(foldText(text).toLowerCase().replace(NONE, ' '));
