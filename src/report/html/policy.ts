import { createHash } from 'node:crypto'

/**
 * What the page may do: show its own style, run its own script, show its icon, and nothing else. A style attribute
 * or an event handler would do nothing, wherever it came from.
 */
export const contentSecurityPolicy = (style: string, script: string): string =>
  [
    "default-src 'none'",
    `style-src '${hash(style)}'`,
    `script-src '${hash(script)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')

/** Content Security Policy Level 3 §2.3.1: hash-source. */
const hash = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`
