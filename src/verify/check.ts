import type { Check } from '../model/verification.ts'
import type { Subject, TlsAddress } from './subject.ts'

/** What a check found: a Check without its name. */
export type Finding = Omit<Check, 'id' | 'title'>

/** One check of an upgraded endpoint. It never throws for what the peer does. */
export type CheckDefinition = {
  id: string
  title: string
  run(subject: Subject): Finding | Promise<Finding>
}

export const pass = (evidence: string): Finding => ({ result: 'pass', evidence })
export const warn = (evidence: string, remedy?: string): Finding => withRemedy('warn', evidence, remedy)
export const fail = (evidence: string, remedy?: string): Finding => withRemedy('fail', evidence, remedy)
/** There is nothing to check. */
export const skipped = (evidence: string): Finding => ({ result: 'skipped', evidence })
/** It could not be found out. */
export const inconclusive = (evidence: string): Finding => ({
  result: 'skipped',
  evidence,
  inconclusive: true,
})

const withRemedy = (result: 'warn' | 'fail', evidence: string, remedy: string | undefined): Finding => ({
  result,
  evidence,
  ...(remedy === undefined ? {} : { remedy }),
})

/** The same check at each address that speaks TLS: the worst of them counts, and each has its say. */
export const atEachAddress = async (
  { tls }: Subject,
  check: (address: TlsAddress) => Finding | Promise<Finding>,
): Promise<Finding> => {
  const found: { where: string; finding: Finding }[] = []
  // One after the other: what is dialled here is measured and counted by others too.
  for (const address of tls) found.push({ where: address.address, finding: await check(address) })
  return together(found)
}

/** Findings of several places as one. */
export const together = (found: readonly { where: string; finding: Finding }[]): Finding => {
  const [worst] = found.map(({ finding }) => finding).toSorted((a, b) => severity(a) - severity(b))
  if (!worst) return inconclusive('no address of it speaks TLS')
  const same = found.every(({ finding }) => finding.evidence === worst.evidence)
  if (same) return worst
  return { ...worst, evidence: found.map(({ where, finding }) => `${where}: ${finding.evidence}`).join('; ') }
}

const severity = ({ result, inconclusive: open }: Finding): number =>
  result === 'fail' ? 0 : open ? 1 : result === 'warn' ? 2 : result === 'pass' ? 3 : 4
