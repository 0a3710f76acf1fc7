import type { Assessment } from '../assessment.ts'

/** Whether an endpoint has a finding; `undetermined`: it can neither be confirmed nor ruled out. */
export const findingState = (
  { findings, undetermined }: Pick<Assessment, 'findings' | 'undetermined'>,
  id: string,
): 'present' | 'absent' | 'undetermined' => {
  if (findings.some((one) => one.id === id)) return 'present'
  return undetermined.some((one) => one.id === id) ? 'undetermined' : 'absent'
}
