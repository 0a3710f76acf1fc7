import { createHash } from 'node:crypto'
import type { Report, ReportInput } from '../inventory/reportInput.ts'
import { plural } from '../text/phrases.ts'
import { SCRIPT, STYLE } from './assets.ts'
import { linkTitle, type SectionId } from './elements.ts'
import { Figures } from './figures/figures.ts'
import { html, type Markup, trusted } from './markup.ts'
import { about } from './sections/about.ts'
import { clients } from './sections/clients.ts'
import { endpointList } from './sections/endpoints.ts'
import { findings } from './sections/findings.ts'
import { glance } from './sections/glance.ts'
import { headline } from './sections/headline.ts'
import { heat } from './sections/heat.ts'
import { planSection } from './sections/plan.ts'
import { scanTimings } from './sections/timings.ts'
import { untested } from './sections/untested.ts'
import { verificationSection } from './sections/verification.ts'

/**
 * The report for a browser: one file that needs no network and no script, under a strict content security policy.
 * The endpoints are read twice: to count them, and to list the first of them.
 */
export const htmlReport: Report = async function* (input) {
  const figures = new Figures(input)
  for await (const endpoint of input.endpoints()) figures.add(endpoint)
  const { plan, verification } = input
  yield head(figures).text
  yield headline(figures, input).text
  yield contents(input, figures).text
  yield glance(figures, input).text
  if (figures.total > 0) yield heat(figures).text
  yield findings(figures)?.text ?? ''
  if (plan) yield planSection(plan, figures.listed).text
  for await (const piece of endpointList(figures, input)) yield piece.text
  yield clients(figures)?.text ?? ''
  if (verification) yield verificationSection(verification, figures.names).text
  yield scanTimings(figures)?.text ?? ''
  yield untested(figures, input).text
  yield about(figures, input).text
  yield foot(input).text
}

const head = ({ total }: Figures): Markup => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(contentSecurityPolicy(STYLE, SCRIPT))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, nofollow">
<title>Post-quantum readiness of ${plural(total, 'MCP endpoint')}</title>
<link rel="icon" href="${ICON}">
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
`

/** Without an icon of its own, a browser would request one from the server. */
const ICON = trusted(
  `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#0f766e" d="M2 2h12v12H2z"/><path fill="#b3261e" d="M2 2h5v12H2z"/></svg>')}`,
)

/** Allows the page's own style sheet, script and icon; style attributes and event handlers have no effect. */
const contentSecurityPolicy = (style: string, script: string): string =>
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

const contents = (
  { plan, verification }: ReportInput,
  { clients: tried, timings, total, findings: found }: Figures,
): Markup => {
  const ids: (SectionId | false | undefined)[] = [
    'glance',
    total > 0 && 'heat',
    found.rows.length > 0 && 'findings',
    plan && 'plan',
    'endpoints',
    tried.endpoints > 0 && 'clients',
    verification && 'verification',
    !timings.isEmpty && 'timings',
    'untested',
    'about',
  ]
  return html`<nav aria-label="Contents"><ul>${ids.map((id) => (id ? html`<li><a href="#${id}">${linkTitle(id)}</a></li>` : ''))}</ul></nav>
<main id="main" tabindex="-1">
`
}

const foot = ({ tool }: ReportInput): Markup => html`</main>
<footer><p>${tool.name} ${tool.version}</p></footer>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`
