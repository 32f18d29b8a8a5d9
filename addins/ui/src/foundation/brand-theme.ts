import {
  type BrandVariants,
  type Theme,
  createDarkTheme,
  createLightTheme,
  teamsHighContrastTheme,
} from '@fluentui/react-components';

const brand: BrandVariants = {
  10: '#031417',
  20: '#0a2a30',
  30: '#0c3d47',
  40: '#0b4c58',
  50: '#0a5a68',
  60: '#096877',
  70: '#08707f',
  80: '#0b7888',
  90: '#2a8c9b',
  100: '#4fa8b6',
  110: '#66b6c2',
  120: '#7fc5cf',
  130: '#99d3dc',
  140: '#b5e1e7',
  150: '#d1edf1',
  160: '#eaf7f9',
};

// System fonts only: nothing is fetched. The CJK faces follow the Latin ones, so that each script gets its own.
const fontFamilyBase =
  "'Segoe UI', system-ui, -apple-system, 'Helvetica Neue', 'Noto Sans', 'PingFang SC', 'Hiragino Sans GB', " +
  "'Microsoft YaHei UI', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif";

const withFonts = (theme: Theme): Theme => ({ ...theme, fontFamilyBase });

export type ThemeName = 'light' | 'dark' | 'contrast';

const dark = createDarkTheme(brand);

export const themes: Record<ThemeName, Theme> = {
  light: withFonts(createLightTheme(brand)),
  dark: withFonts({
    ...dark,
    colorBrandForeground1: brand[110],
    colorBrandForeground2: brand[120],
    colorBrandForegroundLink: brand[110],
    colorBrandForegroundLinkHover: brand[120],
  }),
  contrast: withFonts(teamsHighContrastTheme),
};
