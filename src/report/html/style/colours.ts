import { KEY_EXCHANGE } from '../postures.ts'

/**
 * Colours for light and dark. Text on paper has a contrast of 4.5 to 1 at least, marks and bars 3 to 1
 * (WCAG 2.2, 1.4.3 and 1.4.11); from red to blue the postures stay apart for those who see fewer colours.
 */
const LIGHT = {
  paper: '#ffffff',
  soft: '#f3f5f7',
  ink: '#15202b',
  muted: '#55626f',
  rule: '#d5dce2',
  link: '#0b5394',
  bad: '#b3261e',
  plaintext: '#b3261e',
  classical: '#b65400',
  'legacy-draft': '#806200',
  unknown: '#66727e',
  none: '#b3261e',
  hybrid: '#0d766c',
  pqc: '#1f4fa3',
  'on-posture': '#ffffff',
  bar: '#34495e',
  'bar-soft': '#cfd8e0',
}

const DARK: typeof LIGHT = {
  paper: '#10171e',
  soft: '#18222b',
  ink: '#e7ecf0',
  muted: '#a3b1bd',
  rule: '#2d3944',
  link: '#82b7f2',
  bad: '#ff8f84',
  plaintext: '#f2766b',
  classical: '#e6953f',
  'legacy-draft': '#cbae45',
  unknown: '#94a2ae',
  none: '#f2766b',
  hybrid: '#45bfb0',
  pqc: '#86aef7',
  'on-posture': '#10171e',
  bar: '#9fb3c5',
  'bar-soft': '#33424f',
}

/** Shares of a posture's colour in the cells of the heat map, from nearly empty to fullest: text stays readable on all. */
const LEVELS = { light: [14, 26, 40, 54], dark: [16, 26, 36, 44] } as const

const variables = (colours: typeof LIGHT, levels: readonly number[]): string =>
  [
    ...Object.entries(colours).map(([name, colour]) => `--${name}:${colour}`),
    ...KEY_EXCHANGE.flatMap(({ category }) => [
      `--${category}-0:${colours.soft}`,
      ...levels.map(
        (share, i) =>
          `--${category}-${i + 1}:color-mix(in srgb,${colours[category]} ${share}%,${colours.paper})`,
      ),
    ]),
  ].join(';')

export const COLOURS = `:root{color-scheme:light dark;${variables(LIGHT, LEVELS.light)}}
@media screen and (prefers-color-scheme:dark){:root{${variables(DARK, LEVELS.dark)}}}`
