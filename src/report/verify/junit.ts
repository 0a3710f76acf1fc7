import type { Check, VerifiedEndpoint } from '../../model/verification.ts'
import { escapeXml as xml } from '../text/escape.ts'
import { requirementText } from './text.ts'

/** JUnit XML for CI: a suite per endpoint, a case per check. A check without a result is an error. */
export const verifyJunit = (endpoints: readonly VerifiedEndpoint[]): string => {
  const all = endpoints.flatMap(({ checks }) => checks)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="mcp-pqc verify" ${counts(all)}>`,
    ...endpoints.flatMap(suite),
    '</testsuites>',
    '',
  ].join('\n')
}

const counts = (checks: readonly Check[]): string => {
  const failures = checks.filter(({ result }) => result === 'fail').length
  const errors = checks.filter(({ inconclusive }) => inconclusive).length
  const skipped = checks.filter(({ result, inconclusive }) => result === 'skipped' && !inconclusive).length
  return `tests="${checks.length}" failures="${failures}" errors="${errors}" skipped="${skipped}"`
}

const suite = (endpoint: VerifiedEndpoint): string[] => {
  const { url, checks } = endpoint
  return [
    `  <testsuite name="${xml(`${url} ${requirementText(endpoint)}`)}" ${counts(checks)}>`,
    ...checks.map((check) => testCase(check, url)),
    '  </testsuite>',
  ]
}

const testCase = ({ id, title, result, evidence, remedy, inconclusive }: Check, url: string): string => {
  const open = `    <testcase classname="${xml(url)}" name="${xml(`${id}: ${title}`)}">`
  const text = xml(remedy === undefined ? evidence : `${evidence} Remedy: ${remedy}`)
  const message = `message="${xml(evidence)}"`
  const outcome = {
    fail: `<failure ${message}>${text}</failure>`,
    skipped: `<skipped ${message}/>`,
    warn: `<system-out>warning: ${text}</system-out>`,
    pass: `<system-out>${text}</system-out>`,
  }
  return `${open}${inconclusive ? `<error ${message}/>` : outcome[result]}</testcase>`
}
