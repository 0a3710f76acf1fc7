import { filled } from '../model/text/filled.ts'
import { recogniseSoftware, terminatorOf } from '../probe/software.ts'
import { remediation, settingFor } from '../registry/remediation/remediation.ts'
import type { Subject } from './subject.ts'

/** What gives clients a post-quantum group: the remedy of each cause, or what to configure in the server. */
export const enableHybrid = (subject: Remedied): string => {
  const remedies = subject.tls.flatMap(({ cause, group }) => cause?.remedy ?? (group ? [] : '{enableHybrid}'))
  const setting = groupSetting(subject)
  if (remedies.length === 0) return setting
  return [...new Set(remedies.map((remedy) => filled(remedy, { enableHybrid: setting })))].join(' ')
}

type Remedied = Pick<Subject, 'tls' | 'mcp' | 'options'>

const groupSetting = ({ tls, mcp, options }: Remedied): string => {
  const software = terminatorOf(recogniseSoftware({ mcp: mcp?.facts, tls: tls[0]?.facts }))
  const row = software && remediation(software.id)
  const groups = options.policy?.groups
  if (groups) {
    const setting = row && settingFor(row, groups)
    return `Configure the server to accept ${groups.join(' or ')} and no other group.${setting ? ` ${row.name}: ${setting.replaceAll('\n', ' ')}` : ''}`
  }
  if (row?.hybrid === undefined) {
    return 'Put X25519MLKEM768 first in the server’s group list (OpenSSL 3.5, Go 1.24 or later).'
  }
  return `${row.name} (${row.from}): ${row.hybrid.replaceAll('\n', ' ')}`
}
