import type { Assessment } from '../assessment.ts'

export type FindingState = 'present' | 'absent' | 'undetermined'

/**
 * Whether an endpoint has a finding, at this address where one is named; `undetermined`: it can neither be confirmed nor
 * ruled out.
 */
export const findingState = (
  { findings, undetermined }: Pick<Assessment, 'findings' | 'undetermined'>,
  id: string,
  address?: string,
): FindingState => {
  const isMeant = (one: { id: string; address?: string | undefined }): boolean =>
    one.id === id && (address === undefined || one.address === undefined || one.address === address)
  if (findings.some(isMeant)) return 'present'
  return undetermined.some(isMeant) ? 'undetermined' : 'absent'
}
