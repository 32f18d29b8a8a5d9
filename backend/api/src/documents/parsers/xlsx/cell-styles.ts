import { child, type XmlElement } from '../ooxml/xml.js';
import { NumberFormat } from './number-format.js';

/** The formats that files name by number alone. */
const BUILT_IN: Record<number, string> = {
  0: 'General', 1: '0', 2: '0.00', 3: '#,##0', 4: '#,##0.00', 5: '"$"#,##0;("$"#,##0)', 6: '"$"#,##0;("$"#,##0)',
  7: '"$"#,##0.00;("$"#,##0.00)', 8: '"$"#,##0.00;("$"#,##0.00)', 9: '0%', 10: '0.00%', 11: '0.00E+00', 12: '# ?/?',
  13: '# ??/??', 14: 'm/d/yyyy', 15: 'd-mmm-yy', 16: 'd-mmm', 17: 'mmm-yy', 18: 'h:mm AM/PM', 19: 'h:mm:ss AM/PM',
  20: 'h:mm', 21: 'h:mm:ss', 22: 'm/d/yyyy h:mm', 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: 'm-d-yy',
  31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"',
  35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: '#,##0;(#,##0)', 38: '#,##0;(#,##0)',
  39: '#,##0.00;(#,##0.00)', 40: '#,##0.00;(#,##0.00)', 41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
  42: '_("$"* #,##0_);_("$"* (#,##0);_("$"* "-"_);_(@_)', 43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
  44: '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)', 45: 'mm:ss', 46: '[h]:mm:ss', 47: 'mm:ss.0',
  48: '##0.0E+0', 49: '@', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
  55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}; // prettier-ignore

/** Style number of a cell -> how its value is shown. */
export class CellStyles {
  private readonly formatIds: number[] = [];
  private readonly codes = new Map<number, string>();
  private readonly formats = new Map<number, NumberFormat>();

  constructor(
    root: XmlElement | undefined,
    private readonly date1904: boolean,
  ) {
    for (const node of child(root, 'numFmts')?.children ?? []) {
      this.codes.set(Number(node.attributes['numFmtId']), node.attributes['formatCode'] ?? 'General');
    }
    for (const node of child(root, 'cellXfs')?.children ?? []) {
      this.formatIds.push(Number(node.attributes['numFmtId'] ?? 0));
    }
  }

  format(style: number): NumberFormat {
    const id = this.formatIds[style] ?? 0;
    let format = this.formats.get(id);
    if (!format) {
      format = new NumberFormat(this.codes.get(id) ?? BUILT_IN[id] ?? 'General', this.date1904);
      this.formats.set(id, format);
    }
    return format;
  }
}
