import { LanguageGuess } from './language.js';

describe('LanguageGuess', () => {
  it.each([
    ['Employees may take leave when it is needed.', 'en'],
    ['Item | Price | Stock\nPaper | 4.50 | 12', 'en'],
    ['员工每年享有十五天带薪年假。', 'zh'],
    ['使用 Excel 2021 打开 budget.xlsx 文件', 'zh'],
    ['社員は毎年十五日の有給休暇を取得できます。', 'other'],
    ['Der Urlaub wird von der Leitung und dem Team geplant.', 'other'],
    ['Les congés sont demandés à la direction.', 'other'],
    ['De medewerker vraagt verlof aan voor het nieuwe jaar.', 'other'],
    ['12 34 56', 'other'],
  ])('takes %j for %s', (text, language) => {
    const guess = new LanguageGuess();
    guess.add(text);
    expect(guess.result()).toBe(language);
  });
});
