import { CHARTS } from './charts.ts'
import { COLOURS } from './colours.ts'
import { EVIDENCE } from './evidence.ts'
import { LAYOUT } from './layout.ts'
import { LIST } from './list.ts'
import { PRINT } from './print.ts'

/** The page's only style sheet: its hash is in the content security policy. */
export const STYLE = [COLOURS, LAYOUT, CHARTS, LIST, EVIDENCE, PRINT].join('\n')
